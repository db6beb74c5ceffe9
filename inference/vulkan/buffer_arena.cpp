// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/buffer_arena.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::uint64_t cacheLineBytes = 64;

std::uint64_t roundUp(std::uint64_t value, std::uint64_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

} // namespace

BufferArena::BufferArena(
    VulkanDevice& device, BufferUse use, std::string purpose, std::uint64_t chunkBytes)
    : m_device(device)
    , m_use(use)
    , m_purpose(std::move(purpose))
    , m_chunkBytes(chunkBytes)
{
}

Result<BufferSlice> BufferArena::take(std::uint64_t sizeBytes)
{
    const DeviceCapabilities& can = m_device.can();
    if (sizeBytes == 0 || sizeBytes > can.storageBufferBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("A slice of {} bytes for {} cannot be bound: 1 to {} bytes can.", sizeBytes,
                m_purpose, can.storageBufferBytesMax));
    }
    // The alignments of a device are powers of two, so the largest is a multiple of the others.
    const std::uint64_t alignment = std::max({can.storageAlignmentBytes, can.uniformAlignmentBytes,
        can.texelAlignmentBytes, cacheLineBytes});
    for (Chunk& chunk : m_chunks) {
        const std::uint64_t start = roundUp(chunk.usedBytes, alignment);
        if (start + sizeBytes <= chunk.buffer.sizeBytes()) {
            chunk.usedBytes = start + sizeBytes;
            return chunk.buffer.slice(start, sizeBytes);
        }
    }
    const std::uint64_t bytes = std::max(sizeBytes, std::min(m_chunkBytes, can.allocationBytesMax));
    m_chunks.push_back({.buffer = TRY(VulkanBuffer::create(m_device, bytes, m_use, m_purpose)),
        .usedBytes = sizeBytes});
    return m_chunks.back().buffer.slice(0, sizeBytes);
}

std::uint64_t BufferArena::allocatedBytes() const
{
    std::uint64_t sum = 0;
    for (const Chunk& chunk : m_chunks) {
        sum += chunk.buffer.sizeBytes();
    }
    return sum;
}

} // namespace inference
