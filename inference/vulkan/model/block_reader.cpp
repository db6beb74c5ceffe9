// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/block_reader.h"

#include <algorithm>
#include <cstring>

namespace inference {

namespace {

constexpr std::int64_t columnsOfBlock = 32;
constexpr std::int64_t blocksOfSuper = 8;

/// Bytes of the parts of a K block, in the order of the file.
constexpr std::int64_t halfBytes = 2;
constexpr std::int64_t smallScaleBytes = 12; // Q4_K, Q5_K: 8 scales and 8 offsets of 6 bits
constexpr std::int64_t q4kBytes = 144;
constexpr std::int64_t q5kBytes = 176;
constexpr std::int64_t q6kBytes = 210;
constexpr std::int64_t q5kHighBytes = 32;
constexpr std::int64_t q6kLowBytes = 128;
constexpr std::int64_t q6kHighBytes = 64;
constexpr std::int64_t q6kScales = 16;

using Numbers = std::array<std::uint8_t, columnsOfBlock>;

std::uint16_t halfAt(const std::uint8_t* bytes)
{
    return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8U);
}

void storeBytes(const Numbers& numbers, PackedBlock& block)
{
    std::memcpy(block.numbers.data(), numbers.data(), numbers.size());
}

void storeNibbles(const Numbers& numbers, PackedBlock& block)
{
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        block.numbers[i / 8] |= std::uint32_t{numbers[i]} << (i % 8 * 4);
    }
}

PackedBlock readPlain(
    const std::uint8_t* row, std::int64_t index, std::int64_t columns, std::int64_t bytes)
{
    PackedBlock block;
    const std::int64_t count = std::min(columnsOfBlock, columns - index * columnsOfBlock);
    if (count > 0) {
        std::memcpy(block.numbers.data(), row + index * columnsOfBlock * bytes,
            static_cast<std::size_t>(count * bytes));
    }
    return block;
}

PackedBlock readQ80(const std::uint8_t* row, std::int64_t index)
{
    const std::uint8_t* const source = row + index * (halfBytes + columnsOfBlock);
    Numbers numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<std::uint8_t>(source[halfBytes + i] ^ 0x80U);
    }
    PackedBlock block;
    storeBytes(numbers, block);
    block.scale = halfAt(source);
    return block;
}

/// The first 16 columns are the lower halves of the bytes, the others the upper ones.
PackedBlock readQ40(const std::uint8_t* row, std::int64_t index)
{
    const std::uint8_t* const source = row + index * (halfBytes + columnsOfBlock / 2);
    Numbers numbers;
    for (std::size_t i = 0; i < numbers.size() / 2; ++i) {
        numbers[i] = source[halfBytes + i] & 0xFU;
        numbers[i + 16] = source[halfBytes + i] >> 4U;
    }
    PackedBlock block;
    storeNibbles(numbers, block);
    block.scale = halfAt(source);
    return block;
}

/// Scale and offset of a block of Q4_K or Q5_K: six bits each, the upper two of the last four
/// blocks in the bytes of the first four.
std::uint16_t smallScales(const std::uint8_t* scales, std::int64_t block)
{
    std::uint32_t scale = 0;
    std::uint32_t offset = 0;
    if (block < 4) {
        scale = scales[block] & 63U;
        offset = scales[block + 4] & 63U;
    } else {
        scale = (scales[block + 4] & 0xFU) | (std::uint32_t{scales[block - 4]} >> 6U) << 4U;
        offset =
            (std::uint32_t{scales[block + 4]} >> 4U) | (std::uint32_t{scales[block]} >> 6U) << 4U;
    }
    return static_cast<std::uint16_t>(scale | offset << 8U);
}

/// Two blocks share 32 bytes: the first has the lower halves.
void readSharedNibbles(const std::uint8_t* bytes, std::int64_t block, Numbers& numbers)
{
    const std::uint8_t* const source = bytes + block / 2 * columnsOfBlock;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = block % 2 == 0 ? source[i] & 0xFU : source[i] >> 4U;
    }
}

PackedBlock readQ4K(const std::uint8_t* row, std::int64_t index)
{
    const std::uint8_t* const source = row + index / blocksOfSuper * q4kBytes + 2 * halfBytes;
    Numbers numbers;
    readSharedNibbles(source + smallScaleBytes, index % blocksOfSuper, numbers);
    PackedBlock block;
    storeNibbles(numbers, block);
    block.scale = smallScales(source, index % blocksOfSuper);
    return block;
}

PackedBlock readQ5K(const std::uint8_t* row, std::int64_t index)
{
    const std::uint8_t* const source = row + index / blocksOfSuper * q5kBytes + 2 * halfBytes;
    const std::uint8_t* const high = source + smallScaleBytes;
    const std::int64_t inSuper = index % blocksOfSuper;
    Numbers numbers;
    readSharedNibbles(high + q5kHighBytes, inSuper, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<std::uint8_t>(numbers[i] | (high[i] >> inSuper & 1U) << 4U);
    }
    PackedBlock block;
    storeBytes(numbers, block);
    block.scale = smallScales(source, inSuper);
    return block;
}

/// Half a super block, 128 columns, is four blocks: the first two have the lower halves of the low
/// bytes, the others the upper ones, and each two bits of the same 32 high bytes.
PackedBlock readQ6K(const std::uint8_t* row, std::int64_t index)
{
    const std::uint8_t* const source = row + index / blocksOfSuper * q6kBytes;
    const std::int64_t half = index % blocksOfSuper / 4;
    const std::int64_t quarter = index % 4;
    const std::uint8_t* const low = source + half * 64 + quarter % 2 * columnsOfBlock;
    const std::uint8_t* const high = source + q6kLowBytes + half * columnsOfBlock;
    Numbers numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint32_t lower = quarter < 2 ? low[i] & 0xFU : low[i] >> 4U;
        numbers[i] = static_cast<std::uint8_t>(lower | (high[i] >> (2 * quarter) & 3U) << 4U);
    }
    PackedBlock block;
    storeBytes(numbers, block);
    block.scale = halfAt(source + q6kLowBytes + q6kHighBytes + half * 8 + quarter * 2);
    return block;
}

} // namespace

std::int64_t packedWords(TensorType type)
{
    switch (type) {
    case TensorType::F32:
        return 8;
    case TensorType::F16:
    case TensorType::BF16:
        return 4;
    case TensorType::Q8_0:
    case TensorType::Q5_K:
    case TensorType::Q6_K:
        return 2;
    case TensorType::Q4_0:
    case TensorType::Q4_K:
        return 1;
    default:
        return 0;
    }
}

bool hasPackedScales(TensorType type)
{
    return packedWords(type) > 0 && packedWords(type) <= 2;
}

bool hasPackedSupers(TensorType type)
{
    return type == TensorType::Q4_K || type == TensorType::Q5_K || type == TensorType::Q6_K;
}

PackedBlock readPackedBlock(
    TensorType type, const std::uint8_t* row, std::int64_t index, std::int64_t columns)
{
    switch (type) {
    case TensorType::F32:
        return readPlain(row, index, columns, 4);
    case TensorType::F16:
    case TensorType::BF16:
        return readPlain(row, index, columns, 2);
    case TensorType::Q8_0:
        return readQ80(row, index);
    case TensorType::Q4_0:
        return readQ40(row, index);
    case TensorType::Q4_K:
        return readQ4K(row, index);
    case TensorType::Q5_K:
        return readQ5K(row, index);
    case TensorType::Q6_K:
        return readQ6K(row, index);
    default:
        return {};
    }
}

std::uint32_t readPackedSuper(TensorType type, const std::uint8_t* row, std::int64_t index)
{
    switch (type) {
    case TensorType::Q4_K:
    case TensorType::Q5_K: {
        const std::int64_t bytes = type == TensorType::Q4_K ? q4kBytes : q5kBytes;
        const std::uint8_t* const source = row + index * bytes;
        return halfAt(source) | std::uint32_t{halfAt(source + halfBytes)} << 16U;
    }
    case TensorType::Q6_K:
        return halfAt(row + index * q6kBytes + q6kLowBytes + q6kHighBytes + q6kScales);
    default:
        return 0;
    }
}

} // namespace inference
