// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/buffer_slice.h"
#include "inference/vulkan/unique_handle.h"
#include "inference/vulkan/vulkan_device.h"

#include <cstdint>
#include <string_view>

namespace inference {

/// What a buffer is for, which decides the memory it gets.
enum class BufferUse {
    Device, ///< weights, keys, values, activations. Mapped only on unified and software devices
    Input, ///< small, written by the host for each pass and read by kernels. Always mapped
    Staging, ///< written by the host, then copied to the device. Always mapped
    Readback, ///< written by kernels or copies, read by the host. Always mapped, cached if possible
};

/// A buffer with its own memory. Mapped memory is coherent: no flushes. It can be bound to kernels
/// as storage, uniform or texel buffer, copied from and to, and hold the sizes of indirect
/// dispatches. Contents are undefined at first. Thread rule: none of its own.
class VulkanBuffer {
public:
    /// LimitReached above DeviceCapabilities::allocationBytesMax, OutOfMemory with figures when
    /// the memory cannot be had. `purpose` completes "memory for …" in the error.
    static core::Result<VulkanBuffer> create(
        VulkanDevice& device, std::uint64_t sizeBytes, BufferUse use, std::string_view purpose);

    VulkanBuffer() = default;
    VulkanBuffer(VulkanBuffer&& other) noexcept;
    VulkanBuffer& operator=(VulkanBuffer&& other) noexcept;
    ~VulkanBuffer();

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_all.sizeBytes; }
    /// All of it. Wider than a binding may be, perhaps: see storageBufferBytesMax.
    [[nodiscard]] const BufferSlice& all() const { return m_all; }
    [[nodiscard]] BufferSlice slice(std::uint64_t offset, std::uint64_t size) const
    {
        return m_all.part(offset, size);
    }

private:
    core::Result<void> allocate(BufferUse use, std::string_view purpose);
    core::Result<void> bind(bool isMapped);

    VulkanDevice* m_device = nullptr;
    UniqueHandle<VkDeviceMemory> m_memory; // freed after the buffer, so declared before it
    UniqueHandle<VkBuffer> m_buffer;
    std::uint64_t m_allocatedBytes = 0;
    BufferSlice m_all;
};

} // namespace inference
