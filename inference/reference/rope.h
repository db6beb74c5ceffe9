// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace inference {

/// Rotates each pair (2i, 2i+1) of each head by position * frequency[i] (Su et al., 2021, in the
/// interleaved form that llama files are stored for). What lies behind the last pair stays.
void rotate(std::span<double> heads, std::int64_t headSize, std::int64_t position,
    std::span<const double> frequency);

} // namespace inference
