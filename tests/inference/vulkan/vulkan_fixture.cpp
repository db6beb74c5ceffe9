// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <cstdio>

namespace inference {

bool VulkanFixture::open()
{
    auto listen = [this](const std::string& message) {
        const std::lock_guard lock(m_mutex);
        m_complaints += message + "\n";
    };
    auto made = VulkanInstance::create({.onValidation = listen});
    if (!made && made.error().code == core::ErrorCode::Unsupported) {
        std::fprintf(stderr, "NO VALIDATION: install vulkan-validationlayers (%s)\n",
            made.error().message.c_str());
        made = VulkanInstance::create();
    }
    if (!made) {
        m_problem = "SKIPPED, NO VULKAN: " + made.error().message;
        return false;
    }
    m_instance = *made;
    const auto devices = m_instance->devices();
    if (!devices || devices->empty() || !devices->front().refusal.empty()) {
        m_problem = "SKIPPED, NO VULKAN DEVICE: install mesa-vulkan-drivers.";
        return false;
    }
    m_physical = devices->front();
    std::fprintf(stderr, "Vulkan device: %s, %s\n", m_physical.can.name.c_str(),
        m_physical.can.driver.c_str());
    return true;
}

std::unique_ptr<VulkanDevice> VulkanFixture::device(VulkanHealth& health)
{
    auto made = VulkanDevice::create(m_instance, m_physical, health);
    if (!made) {
        std::fprintf(stderr, "no device: %s\n", made.error().message.c_str());
        return nullptr;
    }
    return std::move(*made);
}

std::string VulkanFixture::takeComplaints()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_complaints, {});
}

} // namespace inference
