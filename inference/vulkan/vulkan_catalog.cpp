// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_catalog.h"

#include "inference/vulkan/vulkan_error.h"
#include "inference/vulkan/vulkan_facts.h"

namespace inference {

using core::fail;
using core::Result;

void VulkanCatalog::look()
{
    if (std::exchange(m_hasLooked, true)) {
        return;
    }
    auto instance = VulkanInstance::create();
    auto devices = instance ? (*instance)->devices()
                            : Result<std::vector<PhysicalDevice>>(fail(instance.error()));
    if (devices && !devices->empty()) {
        m_instance = std::move(*instance);
        m_devices = std::move(*devices);
        return;
    }
    m_problem = devices ? core::Error{.code = core::ErrorCode::Unavailable,
                    .message = "Vulkan's loader found no device. Install the Vulkan "
                               "driver of the graphics processor.",
                    .detail = std::string(noVulkanDetail)}
                        : devices.error();
}

Result<std::shared_ptr<const VulkanInstance>> VulkanCatalog::instance()
{
    const std::lock_guard lock(m_mutex);
    look();
    if (!m_instance) {
        return fail(m_problem);
    }
    return m_instance;
}

Result<std::vector<PhysicalDevice>> VulkanCatalog::devices()
{
    const std::lock_guard lock(m_mutex);
    look();
    if (!m_instance) {
        return fail(m_problem);
    }
    return m_devices;
}

Result<PhysicalDevice> VulkanCatalog::best()
{
    const std::vector<PhysicalDevice> all = TRY(devices());
    if (all.front().refusal.empty()) { // usable ones stand first
        return all.front();
    }
    std::string reasons;
    for (const PhysicalDevice& device : all) {
        reasons += " " + device.can.name + ": " + device.refusal;
    }
    return fail({.code = core::ErrorCode::Unavailable,
        .message = "No Vulkan device can be used." + reasons,
        .detail = std::string(noVulkanDetail)});
}

std::vector<core::DeviceFacts> VulkanCatalog::facts()
{
    const Result<std::vector<PhysicalDevice>> all = devices();
    if (!all) {
        return {noVulkanFacts(all.error())};
    }
    return vulkanFacts(*all);
}

} // namespace inference
