// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace inference::testing {

// Each appends one block of 256 values, rounded to the nearest step. What a block looks like is
// told in inference/reference/block_decoder.h.
void encodeQ4KBlock(std::span<const float> values, std::vector<std::uint8_t>& out);
void encodeQ5KBlock(std::span<const float> values, std::vector<std::uint8_t>& out);
void encodeQ6KBlock(std::span<const float> values, std::vector<std::uint8_t>& out);

} // namespace inference::testing
