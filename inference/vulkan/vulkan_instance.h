// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/vulkan/device_capabilities.h"
#include "inference/vulkan/vulkan_api.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace inference {

/// One device of the machine and, when `refusal` is not empty, why models cannot run on it.
/// The handle is good as long as the VulkanInstance it came from.
struct PhysicalDevice {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    DeviceCapabilities can;
    std::string refusal;
};

/// How an instance is made.
struct InstanceOptions {
    /// When set, VK_LAYER_KHRONOS_validation is on and this is told of each error and warning it
    /// finds, on the thread that made the faulty call. Unavailable when the layer is not
    /// installed. For tests.
    std::function<void(const std::string& message)> onValidation = {};
};

/// The connection to the Vulkan loader and its drivers. Opening it loads the drivers of the whole
/// machine into the process, which takes milliseconds to tenths of a second: do it when a device
/// is asked for, not at start-up.
/// Thread rule: create() and const members from any thread.
class VulkanInstance {
public:
    /// Unavailable with detail E_NO_VULKAN when the machine has no loader or no driver.
    static core::Result<std::shared_ptr<const VulkanInstance>> create(InstanceOptions options = {});
    ~VulkanInstance();
    VulkanInstance(const VulkanInstance&) = delete;
    VulkanInstance& operator=(const VulkanInstance&) = delete;

    [[nodiscard]] VkInstance handle() const { return m_instance; }

    /// All devices, best first: usable before refused, then by kind, then by memory. May be empty.
    [[nodiscard]] core::Result<std::vector<PhysicalDevice>> devices() const;

private:
    explicit VulkanInstance(InstanceOptions options);
    core::Result<void> startListening();

    const InstanceOptions m_options;
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
};

} // namespace inference
