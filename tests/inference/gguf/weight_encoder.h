// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/gguf/tensor_info.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace inference::testing {

/// Appends a row as `type` stores it: F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K or Q6_K. Quantised by
/// rounding to the nearest step, nothing cleverer. The row is whole in the type's blocks.
void encodeRow(TensorType type, std::span<const float> values, std::vector<std::uint8_t>& out);

/// Half precision, rounded to nearest even; magnitudes over 65504 become infinite.
std::uint16_t toHalf(float value);

/// The value of a half that is no infinity.
float fromHalf(std::uint16_t bits);

template <class Number>
void append(std::vector<std::uint8_t>& out, Number value)
{
    const std::size_t at = out.size();
    out.resize(at + sizeof(Number));
    std::memcpy(out.data() + at, &value, sizeof(Number));
}

} // namespace inference::testing
