// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/device_capabilities.h"
#include "inference/vulkan/vulkan_api.h"

namespace inference {

/// Asks a device what it can. Of one below apiVersionMin only names, versions and memory.
DeviceCapabilities probeDevice(VkInstance instance, VkPhysicalDevice device);

/// What the driver would still give this process of device-local memory. Only for devices with
/// hasMemoryBudget.
std::uint64_t freeDeviceMemoryBytes(VkPhysicalDevice device);

} // namespace inference
