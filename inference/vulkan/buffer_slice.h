// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_api.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace inference {

/// A range of bytes in a VulkanBuffer: what is bound to kernels, copied and filled. A plain value
/// that owns nothing; the buffer must outlive it.
struct BufferSlice {
    VkBuffer buffer = VK_NULL_HANDLE;
    std::uint64_t offsetBytes = 0;
    std::uint64_t sizeBytes = 0;
    std::byte* mapped = nullptr; ///< its first byte, or none when the host cannot reach it

    /// The part of it from `offset` on. Within the slice, by the caller's word.
    [[nodiscard]] BufferSlice part(std::uint64_t offset, std::uint64_t size) const
    {
        assert(offset <= sizeBytes && size <= sizeBytes - offset);
        return {buffer, offsetBytes + offset, size, mapped == nullptr ? nullptr : mapped + offset};
    }

    /// The host's view. Only for mapped slices, and while the device does not use the bytes.
    template <class T>
    [[nodiscard]] std::span<T> as() const
    {
        assert(mapped != nullptr);
        return {reinterpret_cast<T*>(mapped), static_cast<std::size_t>(sizeBytes / sizeof(T))};
    }

    [[nodiscard]] bool overlaps(const BufferSlice& other) const
    {
        return buffer == other.buffer && offsetBytes < other.offsetBytes + other.sizeBytes
            && other.offsetBytes < offsetBytes + sizeBytes;
    }
};

} // namespace inference
