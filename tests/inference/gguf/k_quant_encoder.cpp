// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/k_quant_encoder.h"

#include "tests/inference/gguf/weight_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace inference::testing {

namespace {

constexpr std::size_t blockValues = 256;

std::uint8_t nearestStep(float value, long least, long most)
{
    return static_cast<std::uint8_t>(std::clamp(std::lrint(value), least, most));
}

/// Q4_K and Q5_K: eight parts of 32 values, each with its own scale and minimum in six bits.
struct ScaledParts {
    std::uint16_t scaleUnit = 0; ///< halves
    std::uint16_t minimumUnit = 0;
    std::array<std::uint8_t, 8> scales{};
    std::array<std::uint8_t, 8> minimums{};
    std::array<std::uint8_t, blockValues> steps{};
};

/// The half that is `most` steps of six bits at most, and each value in its steps.
std::uint16_t sixBits(const std::array<float, 8>& values, std::array<std::uint8_t, 8>& steps)
{
    const std::uint16_t unit = toHalf(*std::max_element(values.begin(), values.end()) / 63.0F);
    const float size = fromHalf(unit);
    for (std::size_t part = 0; part < 8; ++part) {
        steps[part] = size > 0.0F ? nearestStep(values[part] / size, 0, 63) : std::uint8_t{0};
    }
    return unit;
}

ScaledParts scaleParts(std::span<const float> values, long stepMax)
{
    std::array<float, 8> scales{};
    std::array<float, 8> minimums{};
    for (std::size_t part = 0; part < 8; ++part) {
        const auto of = values.subspan(part * 32, 32);
        const float least = std::min(0.0F, *std::min_element(of.begin(), of.end()));
        const float most = std::max(0.0F, *std::max_element(of.begin(), of.end()));
        scales[part] = (most - least) / static_cast<float>(stepMax);
        minimums[part] = -least;
    }
    ScaledParts parts;
    parts.scaleUnit = sixBits(scales, parts.scales);
    parts.minimumUnit = sixBits(minimums, parts.minimums);
    for (std::size_t i = 0; i < blockValues; ++i) {
        const float scale = fromHalf(parts.scaleUnit) * static_cast<float>(parts.scales[i / 32]);
        const float minimum =
            fromHalf(parts.minimumUnit) * static_cast<float>(parts.minimums[i / 32]);
        if (scale > 0.0F) {
            parts.steps[i] = nearestStep((values[i] + minimum) / scale, 0, stepMax);
        }
    }
    return parts;
}

/// Both units, then 16 numbers of six bits in twelve bytes: the first four of each kind whole, the
/// upper two bits of the others above them.
void appendScales(const ScaledParts& parts, std::vector<std::uint8_t>& out)
{
    append(out, parts.scaleUnit);
    append(out, parts.minimumUnit);
    for (std::size_t i = 0; i < 4; ++i) {
        out.push_back(static_cast<std::uint8_t>(parts.scales[i] | parts.scales[i + 4] >> 4U << 6U));
    }
    for (std::size_t i = 0; i < 4; ++i) {
        out.push_back(
            static_cast<std::uint8_t>(parts.minimums[i] | parts.minimums[i + 4] >> 4U << 6U));
    }
    for (std::size_t i = 0; i < 4; ++i) {
        out.push_back(static_cast<std::uint8_t>(
            (parts.scales[i + 4] & 15U) | (parts.minimums[i + 4] & 15U) << 4U));
    }
}

/// The lower four bits: a byte holds a value of one part and the same one of the next part.
void appendNibbles(const ScaledParts& parts, std::vector<std::uint8_t>& out)
{
    for (std::size_t i = 0; i < blockValues / 2; ++i) {
        const std::size_t low = i / 32 * 64 + i % 32;
        out.push_back(static_cast<std::uint8_t>(
            (parts.steps[low] & 15U) | (parts.steps[low + 32] & 15U) << 4U));
    }
}

} // namespace

void encodeQ4KBlock(std::span<const float> values, std::vector<std::uint8_t>& out)
{
    const ScaledParts parts = scaleParts(values, 15);
    appendScales(parts, out);
    appendNibbles(parts, out);
}

void encodeQ5KBlock(std::span<const float> values, std::vector<std::uint8_t>& out)
{
    const ScaledParts parts = scaleParts(values, 31);
    appendScales(parts, out);
    for (std::size_t i = 0; i < 32; ++i) {
        std::uint8_t fifthBits = 0;
        for (std::size_t part = 0; part < 8; ++part) {
            fifthBits |= static_cast<std::uint8_t>(parts.steps[part * 32 + i] >> 4U << part);
        }
        out.push_back(fifthBits);
    }
    appendNibbles(parts, out);
}

void encodeQ6KBlock(std::span<const float> values, std::vector<std::uint8_t>& out)
{
    // Sixteen parts of 16 values, each with a signed scale in eight bits.
    std::array<float, 16> scales{};
    float widest = 0.0F;
    for (std::size_t part = 0; part < scales.size(); ++part) {
        for (const float value : values.subspan(part * 16, 16)) {
            scales[part] = std::max(scales[part], std::fabs(value) / 31.0F);
        }
        widest = std::max(widest, scales[part]);
    }
    const std::uint16_t unit = toHalf(widest / 127.0F);
    std::array<std::uint8_t, 16> scaleSteps{};
    std::array<std::uint8_t, blockValues> steps{};
    for (std::size_t i = 0; i < blockValues; ++i) {
        const float size = fromHalf(unit);
        scaleSteps[i / 16] = size > 0.0F ? nearestStep(scales[i / 16] / size, 0, 127) : 0;
        const float scale = size * scaleSteps[i / 16];
        steps[i] = scale > 0.0F ? nearestStep(values[i] / scale + 32.0F, 0, 63) : 32;
    }
    // Each half of the block: 64 bytes of lower nibbles; then for both halves the upper two bits.
    for (std::size_t i = 0; i < blockValues / 2; ++i) {
        const std::size_t low = i / 64 * 128 + i % 64;
        out.push_back(
            static_cast<std::uint8_t>((steps[low] & 15U) | (steps[low + 64] & 15U) << 4U));
    }
    for (std::size_t i = 0; i < blockValues / 4; ++i) {
        const std::size_t first = i / 32 * 128 + i % 32;
        std::uint8_t upper = 0;
        for (std::size_t part = 0; part < 4; ++part) {
            upper |= static_cast<std::uint8_t>(steps[first + part * 32] >> 4U << part * 2);
        }
        out.push_back(upper);
    }
    out.insert(out.end(), scaleSteps.begin(), scaleSteps.end());
    append(out, unit);
}

} // namespace inference::testing
