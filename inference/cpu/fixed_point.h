// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace inference {

/// Tokens' values as whole numbers, which weights of four to six bits are multiplied with.
///
/// Each part of 32 columns has a scale, its largest magnitude divided by fixedPointMax; values are
/// rounded to that scale and split into two digits of eight signed bits, n = 256 upper + lower.
/// Weights times digits are sums of whole numbers, exact in 32 bits, and the few floats that are
/// left (one for each part) are added in the order of the columns. So a result's bits cannot depend
/// on how rows, columns and tokens were put together, and instructions for bytes do the work of
/// four floats each. A token's numbers depend on nothing but this token.
///
/// Rounding to 16 bits costs 3e-10 of a product's square (NMSE), near float's own; the eight bits
/// that others take cost 2e-5. A part with a value that is no finite number gets the scale NaN.
struct FixedPointRows {
    static constexpr std::int64_t partColumns = 32;
    static constexpr std::int64_t sumColumns = 16;

    std::int64_t parts = 0; ///< of a token
    std::int8_t* digits = nullptr; ///< for each part 32 upper digits, then 32 lower ones
    float* scales = nullptr; ///< one a part
    float* offsets = nullptr; ///< for each part the sum of its values
    std::int32_t* sums = nullptr; ///< for each half of a part the sum of its whole numbers

    [[nodiscard]] FixedPointRows fromPart(std::int64_t part) const
    {
        return {
            parts, digits + part * 2 * partColumns, scales + part, offsets + part, sums + part * 2};
    }
    [[nodiscard]] FixedPointRows from(std::int64_t token) const { return fromPart(token * parts); }
    [[nodiscard]] FixedPointRows nextPart() const { return fromPart(1); }
};

/// The largest that two digits hold: 127 * 256 + 127.
constexpr std::int32_t fixedPointMax = 32639;

/// Parts whose values are all below this count as zero; their scale would have no reciprocal.
constexpr float fixedPointMin = 1e-30F;

} // namespace inference
