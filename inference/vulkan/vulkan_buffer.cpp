// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_buffer.h"

#include "inference/vulkan/memory_types.h"
#include "inference/vulkan/vulkan_error.h"

#include <fmt/format.h>

#include <utility>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr VkBufferUsageFlags usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
    | VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT
    | VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
    | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT;

std::string mebibytes(std::uint64_t bytes)
{
    return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1024.0 * 1024.0));
}

core::Error outOfMemory(
    const VulkanDevice& device, std::uint64_t sizeBytes, std::string_view purpose, VkResult result)
{
    const auto free = device.freeBytes();
    return {.code = ErrorCode::OutOfMemory,
        .message = fmt::format("{} for {} could not be had on {} ({}): {} are in use by this model "
                               "and others here, the device has {}{}. Close other programs that "
                               "use it, or use a smaller model or context.",
            mebibytes(sizeBytes), purpose, device.can().name, resultName(result),
            mebibytes(device.allocatedBytes()), mebibytes(device.can().memoryBytes),
            free ? ", " + mebibytes(*free) + " of it free" : ""),
        .detail = std::string(deviceMemoryDetail)};
}

bool isMemoryShort(VkResult result)
{
    return result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY
        || result == VK_ERROR_TOO_MANY_OBJECTS || result == VK_ERROR_MEMORY_MAP_FAILED;
}

} // namespace

Result<VulkanBuffer> VulkanBuffer::create(
    VulkanDevice& device, std::uint64_t sizeBytes, BufferUse use, std::string_view purpose)
{
    if (sizeBytes == 0) {
        return fail(ErrorCode::Internal, fmt::format("A buffer of 0 bytes for {}.", purpose));
    }
    if (sizeBytes > device.can().allocationBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} for {} are more than {} gives at once: {}. Use a smaller model or "
                        "context.",
                mebibytes(sizeBytes), purpose, device.can().name,
                mebibytes(device.can().allocationBytesMax)));
    }
    VkBufferCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    info.size = sizeBytes;
    info.usage = usage;
    const VolkDeviceTable& functions = device.functions();
    VkBuffer handle = VK_NULL_HANDLE;
    const VkResult result = functions.vkCreateBuffer(device.handle(), &info, nullptr, &handle);
    if (isMemoryShort(result)) {
        return fail(outOfMemory(device, sizeBytes, purpose, result));
    }
    TRY(device.check(result, "make a buffer"));
    VulkanBuffer buffer;
    buffer.m_device = &device;
    buffer.m_buffer = {device.handle(), handle, functions.vkDestroyBuffer};
    buffer.m_all = {.buffer = handle, .sizeBytes = sizeBytes};
    TRY(buffer.allocate(use, purpose));
    return buffer;
}

Result<void> VulkanBuffer::allocate(BufferUse use, std::string_view purpose)
{
    const VolkDeviceTable& functions = m_device->functions();
    VkMemoryRequirements needed{};
    functions.vkGetBufferMemoryRequirements(m_device->handle(), m_all.buffer, &needed);
    VkPhysicalDeviceMemoryProperties memory{};
    vkGetPhysicalDeviceMemoryProperties(m_device->physicalHandle(), &memory);
    VkResult result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    for (const std::uint32_t type :
        memoryTypesFor(memory, needed.memoryTypeBits, use, m_device->can().hasUnifiedMemory))
    {
        VkMemoryAllocateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
        info.allocationSize = needed.size;
        info.memoryTypeIndex = type;
        VkDeviceMemory handle = VK_NULL_HANDLE;
        result = functions.vkAllocateMemory(m_device->handle(), &info, nullptr, &handle);
        if (result == VK_SUCCESS) {
            m_memory = {m_device->handle(), handle, functions.vkFreeMemory};
            m_allocatedBytes = needed.size;
            m_device->countAllocation(static_cast<std::int64_t>(needed.size));
            const bool isMapped =
                (memory.memoryTypes[type].propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0;
            return bind(isMapped);
        }
        if (!isMemoryShort(result)) {
            break;
        }
    }
    if (isMemoryShort(result)) {
        return fail(outOfMemory(*m_device, needed.size, purpose, result));
    }
    return m_device->check(result, fmt::format("allocate memory for {}", purpose));
}

Result<void> VulkanBuffer::bind(bool isMapped)
{
    const VolkDeviceTable& functions = m_device->functions();
    TRY(m_device->check(
        functions.vkBindBufferMemory(m_device->handle(), m_all.buffer, m_memory.get(), 0),
        "bind memory to a buffer"));
    if (!isMapped) {
        return {};
    }
    void* address = nullptr; // unmapped when the memory is freed
    TRY(m_device->check(
        functions.vkMapMemory(m_device->handle(), m_memory.get(), 0, VK_WHOLE_SIZE, 0, &address),
        "map a buffer"));
    m_all.mapped = static_cast<std::byte*>(address);
    return {};
}

VulkanBuffer::VulkanBuffer(VulkanBuffer&& other) noexcept
    : m_device(other.m_device)
    , m_memory(std::move(other.m_memory))
    , m_buffer(std::move(other.m_buffer))
    , m_allocatedBytes(std::exchange(other.m_allocatedBytes, 0))
    , m_all(std::exchange(other.m_all, {}))
{
}

VulkanBuffer& VulkanBuffer::operator=(VulkanBuffer&& other) noexcept
{
    std::swap(m_device, other.m_device);
    std::swap(m_memory, other.m_memory);
    std::swap(m_buffer, other.m_buffer);
    std::swap(m_allocatedBytes, other.m_allocatedBytes);
    std::swap(m_all, other.m_all);
    return *this;
}

VulkanBuffer::~VulkanBuffer()
{
    if (m_allocatedBytes != 0) {
        m_device->countAllocation(-static_cast<std::int64_t>(m_allocatedBytes));
    }
}

} // namespace inference
