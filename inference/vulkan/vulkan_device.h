// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/vulkan/vulkan_api.h"
#include "inference/vulkan/vulkan_health.h"
#include "inference/vulkan/vulkan_instance.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

namespace inference {

/// A device opened for computing, with one queue and everything enabled that its capabilities say.
/// All objects made on it (buffers, pipelines, recordings) must be destroyed before it. After a
/// loss make a new one from the same PhysicalDevice; objects of the old one cannot be carried over.
/// Thread rule: any thread; submits to the one queue are serialised here.
class VulkanDevice {
public:
    /// Unavailable with health.reason() when the device was lost too often, Unsupported with the
    /// refusal when models cannot run on it. `health` must outlive the device.
    static core::Result<std::unique_ptr<VulkanDevice>> create(
        std::shared_ptr<const VulkanInstance> instance, const PhysicalDevice& physical,
        VulkanHealth& health);

    /// Waits until the device is idle.
    ~VulkanDevice();
    VulkanDevice(const VulkanDevice&) = delete;
    VulkanDevice& operator=(const VulkanDevice&) = delete;

    [[nodiscard]] const DeviceCapabilities& can() const { return m_physical.can; }
    [[nodiscard]] const VulkanHealth& health() const { return m_health; }
    [[nodiscard]] VkDevice handle() const { return m_device; }
    [[nodiscard]] VkPhysicalDevice physicalHandle() const { return m_physical.handle; }

    /// The device's own functions: `device.functions().vkCreateBuffer(device.handle(), …)`.
    [[nodiscard]] const VolkDeviceTable& functions() const { return m_functions; }

    [[nodiscard]] bool isLost() const { return m_isLost; }

    /// Success and the other results that are none, as nothing; a failure as vulkanError(). The
    /// first VK_ERROR_DEVICE_LOST of this device is counted in the health. Every result of a
    /// device's function goes through here.
    core::Result<void> check(VkResult result, std::string_view doing);

    /// Hands command buffers to the queue, in order; the fence, if any, signals when they are done.
    core::Result<void> submit(
        std::span<const VkCommandBuffer> commands, VkFence fence, std::string_view doing);

    /// Memory that is allocated on this device by this object, in bytes.
    [[nodiscard]] std::uint64_t allocatedBytes() const { return m_allocatedBytes; }
    /// Counts an allocation (or, negative, a release).
    void countAllocation(std::int64_t bytes)
    {
        m_allocatedBytes += static_cast<std::uint64_t>(bytes);
    }

    /// Device-local memory that may still be allocated by this process, where the driver tells.
    [[nodiscard]] std::optional<std::uint64_t> freeBytes() const;

private:
    VulkanDevice(std::shared_ptr<const VulkanInstance> instance, PhysicalDevice physical,
        VulkanHealth& health);
    core::Result<void> open();

    const std::shared_ptr<const VulkanInstance> m_instance;
    const PhysicalDevice m_physical;
    VulkanHealth& m_health;
    VkDevice m_device = VK_NULL_HANDLE;
    VolkDeviceTable m_functions{};
    VkQueue m_queue = VK_NULL_HANDLE;
    std::mutex m_queueMutex; // one thread at a time in the queue
    std::atomic<bool> m_isLost = false;
    std::atomic<std::uint64_t> m_allocatedBytes = 0;
};

} // namespace inference
