// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model_provider.h"
#include "inference/vulkan/vulkan_health.h"
#include "inference/vulkan/vulkan_instance.h"

#include <span>
#include <vector>

namespace inference {

/// The rows of `models devices` for the devices of an instance, in their order. The best one that
/// models can run on is named "vulkan"; the others "vulkan:1", "vulkan:2", … by their place.
/// A software device is usable, but never taken by "auto".
std::vector<core::DeviceFacts> vulkanFacts(std::span<const PhysicalDevice> devices);

/// The one row when there is no device: not usable, with the reason.
core::DeviceFacts noVulkanFacts(const core::Error& error);

} // namespace inference
