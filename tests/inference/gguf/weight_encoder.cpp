// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/weight_encoder.h"

#include "tests/inference/gguf/k_quant_encoder.h"

#include <algorithm>
#include <cmath>

namespace inference::testing {

namespace {

/// The upper half of a float, rounded to nearest even.
std::uint16_t toBrainFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value)) {
        return 0x7FC0U;
    }
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

/// 32 values: a half-precision scale, then 8-bit steps of it.
void encodeQ8Block(std::span<const float> values, std::vector<std::uint8_t>& out)
{
    float largest = 0.0F;
    for (const float value : values) {
        largest = std::max(largest, std::fabs(value));
    }
    const float scale = largest / 127.0F;
    const float inverse = scale > 0.0F ? 1.0F / scale : 0.0F;
    append(out, toHalf(scale));
    for (const float value : values) {
        out.push_back(
            static_cast<std::uint8_t>(static_cast<std::int8_t>(std::lrint(value * inverse))));
    }
}

/// 32 values: a half-precision scale, then steps -8 to 7 of it, kept as 0 to 15. The largest
/// magnitude becomes -8, the step that there is one more of.
void encodeQ4Block(std::span<const float> values, std::vector<std::uint8_t>& out)
{
    const float largest = *std::max_element(
        values.begin(), values.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
    const float scale = largest / -8.0F;
    const float inverse = scale != 0.0F ? 1.0F / scale : 0.0F;
    append(out, toHalf(scale));
    const auto step = [&](std::size_t i) {
        return static_cast<std::uint8_t>(std::clamp(std::lrint(values[i] * inverse) + 8, 0L, 15L));
    };
    for (std::size_t i = 0; i < 16; ++i) {
        out.push_back(static_cast<std::uint8_t>(step(i) | step(i + 16) << 4U));
    }
}

using BlockEncoder = void (*)(std::span<const float> values, std::vector<std::uint8_t>& out);

BlockEncoder blockEncoder(TensorType type)
{
    switch (type) {
    case TensorType::Q8_0:
        return encodeQ8Block;
    case TensorType::Q4_0:
        return encodeQ4Block;
    case TensorType::Q4_K:
        return encodeQ4KBlock;
    case TensorType::Q5_K:
        return encodeQ5KBlock;
    case TensorType::Q6_K:
        return encodeQ6KBlock;
    default:
        return nullptr;
    }
}

} // namespace

std::uint16_t toHalf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude >= 0x47800000U) { // 2^16 and over, infinity, NaN
        return static_cast<std::uint16_t>(sign | (magnitude > 0x7F800000U ? 0x7E00U : 0x7C00U));
    }
    if (magnitude < 0x38800000U) { // under 2^-14: counted in steps of 2^-24
        const float steps = std::bit_cast<float>(magnitude) * 16777216.0F;
        return static_cast<std::uint16_t>(sign | static_cast<std::uint32_t>(std::lrint(steps)));
    }
    const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13U) & 1U);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13U));
}

float fromHalf(std::uint16_t bits)
{
    const int exponent = bits >> 10U & 31U;
    const auto fraction = static_cast<float>(bits & 1023U);
    const float magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024.0F, exponent - 25);
    return (bits & 0x8000U) != 0 ? -magnitude : magnitude;
}

void encodeRow(TensorType type, std::span<const float> values, std::vector<std::uint8_t>& out)
{
    if (const BlockEncoder encode = blockEncoder(type)) {
        const std::size_t elements =
            tensorTypeLayout(static_cast<std::uint32_t>(type))->blockElements;
        for (std::size_t at = 0; at < values.size(); at += elements) {
            encode(values.subspan(at, elements), out);
        }
        return;
    }
    for (const float value : values) {
        if (type == TensorType::F16) {
            append(out, toHalf(value));
        } else if (type == TensorType::BF16) {
            append(out, toBrainFloat(value));
        } else {
            append(out, value);
        }
    }
}

} // namespace inference::testing
