// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/aligned_buffer.h"
#include "inference/cpu/fixed_point.h"

#include <cstdint>

namespace inference {

/// Memory for the whole numbers of several tokens. Takes memory only as far as it is written.
/// Thread rule: none of its own.
class FixedPointBuffer {
public:
    /// OutOfMemory when the memory cannot be had.
    static core::Result<FixedPointBuffer> create(std::int64_t tokensMax, std::int64_t columnsMax);

    /// Rows for tokens of so many columns, at most those of create(). What was there is lost.
    [[nodiscard]] FixedPointRows rows(std::int64_t columns);

private:
    AlignedBuffer<std::int8_t> m_digits;
    AlignedBuffer<float> m_scales;
    AlignedBuffer<float> m_offsets;
    AlignedBuffer<std::int32_t> m_sums;
};

} // namespace inference
