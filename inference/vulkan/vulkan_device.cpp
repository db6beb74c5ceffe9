// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_device.h"

#include "inference/vulkan/device_features.h"
#include "inference/vulkan/device_probe.h"
#include "inference/vulkan/vulkan_error.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

VulkanDevice::VulkanDevice(
    std::shared_ptr<const VulkanInstance> instance, PhysicalDevice physical, VulkanHealth& health)
    : m_instance(std::move(instance))
    , m_physical(std::move(physical))
    , m_health(health)
{
}

Result<std::unique_ptr<VulkanDevice>> VulkanDevice::create(
    std::shared_ptr<const VulkanInstance> instance, const PhysicalDevice& physical,
    VulkanHealth& health)
{
    if (!health.isUsable()) {
        return fail(ErrorCode::Unavailable, health.reason());
    }
    if (!physical.refusal.empty()) {
        return fail(ErrorCode::Unsupported,
            fmt::format(
                "The Vulkan device '{}' cannot be used. {}", physical.can.name, physical.refusal));
    }
    std::unique_ptr<VulkanDevice> made(new VulkanDevice(std::move(instance), physical, health));
    TRY(made->open());
    return made;
}

Result<void> VulkanDevice::open()
{
    const std::vector<const char*> extensions = enabledExtensions(can());
    DeviceFeatures features(can().apiVersion, {extensions.begin(), extensions.end()});
    features.enable(can());
    const float priority = 1.0F;
    VkDeviceQueueCreateInfo queue{};
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
    queue.queueFamilyIndex = *can().queueFamily;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    VkDeviceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
    info.pNext = features.chain();
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    TRY(check(vkCreateDevice(m_physical.handle, &info, nullptr, &m_device), "be opened"));
    volkLoadDeviceTable(&m_functions, m_device);
    m_functions.vkGetDeviceQueue(m_device, *can().queueFamily, 0, &m_queue);
    return {};
}

VulkanDevice::~VulkanDevice()
{
    if (m_device != VK_NULL_HANDLE) {
        m_functions.vkDeviceWaitIdle(m_device);
        m_functions.vkDestroyDevice(m_device, nullptr);
    }
}

Result<void> VulkanDevice::check(VkResult result, std::string_view doing)
{
    if (result >= VK_SUCCESS) { // VK_TIMEOUT and the like are no failures
        return {};
    }
    if (result == VK_ERROR_DEVICE_LOST && !m_isLost.exchange(true)) {
        m_health.noteLoss(doing);
        spdlog::error("vulkan: {} was lost, to {}; losses so far: {} of {}", can().name, doing,
            m_health.losses(), VulkanHealth::lossesMax);
    }
    return fail(vulkanError(result, doing));
}

Result<void> VulkanDevice::submit(
    std::span<const VkCommandBuffer> commands, VkFence fence, std::string_view doing)
{
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = static_cast<std::uint32_t>(commands.size());
    info.pCommandBuffers = commands.data();
    const std::lock_guard lock(m_queueMutex);
    return check(m_functions.vkQueueSubmit(m_queue, 1, &info, fence), doing);
}

std::optional<std::uint64_t> VulkanDevice::freeBytes() const
{
    if (!can().hasMemoryBudget) {
        return std::nullopt;
    }
    return freeDeviceMemoryBytes(m_physical.handle);
}

} // namespace inference
