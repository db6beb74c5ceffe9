// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/cooperative_matrix.h"
#include "inference/vulkan/device_capabilities.h"
#include "inference/vulkan/vulkan_api.h"

#include <set>
#include <string>
#include <vector>

namespace inference {

/// The names of the extensions a device has.
std::set<std::string> deviceExtensions(VkPhysicalDevice device);

/// The chain of feature structs that is filled by a driver when probing and handed to it when a
/// device is made. It points into itself, so it stays where it is.
class DeviceFeatures {
public:
    /// Links the structs that a device of this version with these extensions knows.
    DeviceFeatures(std::uint32_t apiVersion, const std::set<std::string>& extensions);
    DeviceFeatures(const DeviceFeatures&) = delete;
    DeviceFeatures& operator=(const DeviceFeatures&) = delete;

    /// Asks the device which of them it has.
    void query(VkPhysicalDevice device);

    /// Writes what was found into the capabilities.
    void describe(DeviceCapabilities& can) const;

    /// Switches on exactly what the capabilities say.
    void enable(const DeviceCapabilities& can);

    [[nodiscard]] const VkPhysicalDeviceFeatures2* chain() const { return &m_base; }

    [[nodiscard]] bool hasCooperativeKhr() const { return m_cooperativeKhr.cooperativeMatrix != 0; }
    [[nodiscard]] bool hasCooperativeNv() const { return m_cooperativeNv.cooperativeMatrix != 0; }

private:
    template <class Struct>
    void link(Struct& item)
    {
        item.pNext = m_base.pNext;
        m_base.pNext = &item;
    }

    VkPhysicalDeviceFeatures2 m_base{};
    VkPhysicalDeviceVulkan11Features m_core11{};
    VkPhysicalDeviceVulkan12Features m_core12{};
    VkPhysicalDeviceSubgroupSizeControlFeatures m_subgroupSize{};
    VkPhysicalDeviceShaderIntegerDotProductFeatures m_integerDot{};
    VkPhysicalDeviceCooperativeMatrixFeaturesNV m_cooperativeNv{};
    OurCooperativeMatrixFeaturesKHR m_cooperativeKhr{};
};

/// The extensions to enable so that the device has what the capabilities say.
std::vector<const char*> enabledExtensions(const DeviceCapabilities& can);

} // namespace inference
