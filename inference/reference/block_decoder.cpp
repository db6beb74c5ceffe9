// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/block_decoder.h"

#include "inference/reference/half_float.h"

#include <array>
#include <cstring>

namespace inference {

namespace {

double readHalf(const std::uint8_t* bytes)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes, sizeof bits);
    return halfToDouble(bits);
}

int signedByte(std::uint8_t byte)
{
    return byte < 128 ? byte : byte - 256;
}

void decodeQ8Block(const std::uint8_t* block, std::span<double> values)
{
    const double scale = readHalf(block);
    for (std::size_t i = 0; i < 32; ++i) {
        values[i] = scale * signedByte(block[2 + i]);
    }
}

void decodeQ4Block(const std::uint8_t* block, std::span<double> values)
{
    const double scale = readHalf(block);
    for (std::size_t i = 0; i < 16; ++i) {
        const int byte = block[2 + i];
        values[i] = scale * ((byte & 15) - 8);
        values[16 + i] = scale * ((byte >> 4) - 8);
    }
}

struct PartScale {
    int scale;
    int minimum;
};

/// The six-bit numbers of one of eight parts.
PartScale partScale(const std::uint8_t* scales, std::size_t part)
{
    if (part < 4) {
        return {scales[part] & 63, scales[4 + part] & 63};
    }
    const std::size_t i = part - 4;
    return {
        (scales[8 + i] & 15) | scales[i] >> 6 << 4, scales[8 + i] >> 4 | scales[4 + i] >> 6 << 4};
}

/// Q4_K, and Q5_K when there are fifth bits.
void decodeScaledParts(const std::uint8_t* block, const std::uint8_t* fifthBits,
    const std::uint8_t* nibbles, std::span<double> values)
{
    const double scaleUnit = readHalf(block);
    const double minimumUnit = readHalf(block + 2);
    for (std::size_t part = 0; part < 8; ++part) {
        const PartScale steps = partScale(block + 4, part);
        const double scale = scaleUnit * steps.scale;
        const double minimum = minimumUnit * steps.minimum;
        for (std::size_t i = 0; i < 32; ++i) {
            const int pair = nibbles[part / 2 * 32 + i];
            int step = part % 2 == 0 ? pair & 15 : pair >> 4;
            if (fifthBits != nullptr) {
                step += (fifthBits[i] >> part & 1) * 16;
            }
            values[part * 32 + i] = scale * step - minimum;
        }
    }
}

constexpr std::size_t scalesEnd = 2 + 2 + 12;

void decodeQ4KBlock(const std::uint8_t* block, std::span<double> values)
{
    decodeScaledParts(block, nullptr, block + scalesEnd, values);
}

void decodeQ5KBlock(const std::uint8_t* block, std::span<double> values)
{
    decodeScaledParts(block, block + scalesEnd, block + scalesEnd + 32, values);
}

void decodeQ6KBlock(const std::uint8_t* block, std::span<double> values)
{
    const std::uint8_t* nibbles = block;
    const std::uint8_t* upperPairs = block + 128;
    const std::uint8_t* scales = block + 128 + 64;
    const double scaleUnit = readHalf(block + 128 + 64 + 16);
    for (std::size_t at = 0; at < values.size(); ++at) {
        const std::size_t half = at / 128;
        const std::size_t quarter = at % 128 / 32;
        const std::size_t i = at % 32;
        const int byte = nibbles[half * 64 + quarter % 2 * 32 + i];
        const int lower = quarter < 2 ? byte & 15 : byte >> 4;
        const int upper = upperPairs[half * 32 + i] >> quarter * 2 & 3;
        values[at] = scaleUnit * signedByte(scales[at / 16]) * (lower + upper * 16 - 32);
    }
}

struct NamedDecoder {
    TensorType type;
    BlockDecoder decode;
};

constexpr std::array decoders{
    NamedDecoder{TensorType::Q8_0, decodeQ8Block},
    NamedDecoder{TensorType::Q4_0, decodeQ4Block},
    NamedDecoder{TensorType::Q4_K, decodeQ4KBlock},
    NamedDecoder{TensorType::Q5_K, decodeQ5KBlock},
    NamedDecoder{TensorType::Q6_K, decodeQ6KBlock},
};

} // namespace

BlockDecoder blockDecoder(TensorType type)
{
    for (const NamedDecoder& named : decoders) {
        if (named.type == type) {
            return named.decode;
        }
    }
    return nullptr;
}

} // namespace inference
