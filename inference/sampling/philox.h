// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace inference {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): random bits
/// as a pure function of a counter and a key, so that the noise of a token depends on nothing but
/// the seed and the position.
std::array<std::uint32_t, 4> philox4x32(
    std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// An evenly spread number in [0, 1) of 53 bits for a position under a seed.
double uniformAt(std::uint64_t seed, std::uint64_t position);

} // namespace inference
