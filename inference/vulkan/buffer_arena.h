// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_buffer.h"

#include <string>
#include <vector>

namespace inference {

/// Slices out of few large buffers, for things that live and die together, such as the weights of a
/// model: a device allows only some thousand allocations. Slices are freed with the arena.
/// Thread rule: one owner.
class BufferArena {
public:
    static constexpr std::uint64_t chunkBytesDefault = std::uint64_t{256} * 1024 * 1024;

    /// `purpose` completes "memory for …" in errors. Chunks are of `chunkBytes`, or of one slice
    /// when that is larger.
    BufferArena(VulkanDevice& device, BufferUse use, std::string purpose,
        std::uint64_t chunkBytes = chunkBytesDefault);

    /// `sizeBytes` that can be bound: aligned for storage and uniform bindings and to 64 bytes.
    /// LimitReached above storageBufferBytesMax, OutOfMemory with figures.
    core::Result<BufferSlice> take(std::uint64_t sizeBytes);

    [[nodiscard]] std::uint64_t allocatedBytes() const;

private:
    struct Chunk {
        VulkanBuffer buffer;
        std::uint64_t usedBytes = 0;
    };

    VulkanDevice& m_device;
    const BufferUse m_use;
    const std::string m_purpose;
    const std::uint64_t m_chunkBytes;
    std::vector<Chunk> m_chunks;
};

} // namespace inference
