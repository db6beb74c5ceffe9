// SPDX-License-Identifier: Apache-2.0
#include "inference/sampling/philox.h"

namespace inference {

namespace {

constexpr int rounds = 10;
constexpr std::uint64_t multiplierA = 0xD2511F53;
constexpr std::uint64_t multiplierB = 0xCD9E8D57;
constexpr std::uint32_t keyStepA = 0x9E3779B9; ///< golden ratio
constexpr std::uint32_t keyStepB = 0xBB67AE85; ///< square root of 3, less 1

std::uint32_t high(std::uint64_t value)
{
    return static_cast<std::uint32_t>(value >> 32U);
}

std::uint32_t low(std::uint64_t value)
{
    return static_cast<std::uint32_t>(value);
}

} // namespace

std::array<std::uint32_t, 4> philox4x32(
    std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t a = multiplierA * counter[0];
        const std::uint64_t b = multiplierB * counter[2];
        counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
        key = {key[0] + keyStepA, key[1] + keyStepB};
    }
    return counter;
}

double uniformAt(std::uint64_t seed, std::uint64_t position)
{
    const auto bits = philox4x32({low(position), high(position), 0, 0}, {low(seed), high(seed)});
    const std::uint64_t joined = (std::uint64_t{bits[1]} << 32U) | bits[0];
    constexpr double unit = 1.0 / static_cast<double>(std::uint64_t{1} << 53U);
    return static_cast<double>(joined >> 11U) * unit;
}

} // namespace inference
