// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/aligned_buffer.h"
#include "inference/cpu/kernels.h"
#include "inference/reference/block_decoder.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <vector>

namespace inference::testing {

/// Seeded numbers; the same everywhere.
class RandomNumbers {
public:
    explicit RandomNumbers(std::uint32_t seed)
        : m_engine(seed)
    {
    }
    std::uint32_t bits() { return static_cast<std::uint32_t>(m_engine()); }
    /// In [-1, 1).
    float signedUnit() { return static_cast<float>(bits()) / 2147483648.0F - 1.0F; }

private:
    std::mt19937 m_engine;
};

/// What a half's bits mean, by the definition of IEEE 754.
inline double halfValue(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// Rows of weights as in a file, and what they mean.
struct RandomWeights {
    std::vector<std::uint8_t> bytes;
    std::int64_t rowBytes = 0;
    std::vector<double> values; ///< rows x columns
};

/// A half between 2^-14 and 2, or its negative, now and then zero or subnormal.
inline std::uint16_t randomHalf(RandomNumbers& random)
{
    const std::uint32_t bits = random.bits();
    const std::uint32_t exponent = bits >> 20 & 15;
    return static_cast<std::uint16_t>((bits & 0x83ff) | exponent << 10);
}

inline const TensorTypeLayout& layoutOf(TensorType type)
{
    return *tensorTypeLayout(static_cast<std::uint32_t>(type));
}

/// Where halves stand in a block; all other bytes may have any value.
inline std::vector<std::size_t> halvesOf(TensorType type)
{
    switch (type) {
    case TensorType::Q4_K:
    case TensorType::Q5_K:
        return {0, 2};
    case TensorType::Q6_K:
        return {layoutOf(type).blockBytes - 2};
    default:
        return {0};
    }
}

inline std::vector<std::uint8_t> randomBlock(TensorType type, RandomNumbers& random)
{
    std::vector<std::uint8_t> block(layoutOf(type).blockBytes);
    for (std::uint8_t& byte : block) {
        byte = static_cast<std::uint8_t>(random.bits());
    }
    for (const std::size_t at : halvesOf(type)) {
        const std::uint16_t scale = randomHalf(random);
        std::memcpy(block.data() + at, &scale, sizeof scale);
    }
    return block;
}

inline void appendBlock(RandomWeights& weights, TensorType type, RandomNumbers& random)
{
    const auto append = [&](const void* from, std::size_t size) {
        const auto* bytes = static_cast<const std::uint8_t*>(from);
        weights.bytes.insert(weights.bytes.end(), bytes, bytes + size);
    };
    if (type == TensorType::F32) {
        const float value = random.signedUnit();
        append(&value, sizeof value);
        weights.values.push_back(value);
    } else if (type == TensorType::F16) {
        const std::uint16_t value = randomHalf(random);
        append(&value, sizeof value);
        weights.values.push_back(halfValue(value));
    } else if (type == TensorType::BF16) {
        const std::uint32_t value = std::bit_cast<std::uint32_t>(random.signedUnit()) & 0xFFFF0000U;
        const auto upper = static_cast<std::uint16_t>(value >> 16U);
        append(&upper, sizeof upper);
        weights.values.push_back(std::bit_cast<float>(value));
    } else {
        const auto block = randomBlock(type, random);
        append(block.data(), block.size());
        const std::size_t before = weights.values.size();
        weights.values.resize(before + layoutOf(type).blockElements);
        blockDecoder(type)(block.data(), std::span(weights.values).subspan(before));
    }
}

inline RandomWeights randomWeights(
    TensorType type, std::int64_t rows, std::int64_t columns, RandomNumbers& random)
{
    const TensorTypeLayout& layout = layoutOf(type);
    RandomWeights weights;
    weights.rowBytes = columns / layout.blockElements * layout.blockBytes;
    for (std::int64_t block = 0; block < rows * columns / layout.blockElements; ++block) {
        appendBlock(weights, type, random);
    }
    return weights;
}

/// Rows of activations with zeros in the padding.
inline std::vector<float> randomRows(
    std::int64_t rows, std::int64_t columns, std::int64_t stride, RandomNumbers& random)
{
    std::vector<float> values(static_cast<std::size_t>(rows * stride));
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int64_t column = 0; column < columns; ++column) {
            values[static_cast<std::size_t>(row * stride + column)] = random.signedUnit();
        }
    }
    return values;
}

} // namespace inference::testing
