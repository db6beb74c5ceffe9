// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/vulkan/vulkan_api.h"

#include <string>
#include <string_view>

namespace inference {

/// Error::detail of a device that went away (code DeviceLost). Everything made on that device is
/// gone; a VulkanDevice made anew works, if VulkanHealth still allows one.
inline constexpr std::string_view deviceLostDetail = "E_DEVICE_LOST";

/// Error::detail of device or host memory that could not be had (code OutOfMemory).
inline constexpr std::string_view deviceMemoryDetail = "E_DEVICE_MEMORY";

/// Error::detail when there is no loader, no driver or no device (code Unavailable).
inline constexpr std::string_view noVulkanDetail = "E_NO_VULKAN";

/// Vulkan's own name of a result, "VK_ERROR_DEVICE_LOST"; "VkResult -77" for an unknown one.
std::string resultName(VkResult result);

/// A failed result as an Error. `doing` completes "The device could not …". The codes are
/// DeviceLost, OutOfMemory, Unsupported (a feature, an extension or a version is missing) and
/// Unavailable for the rest. `result` must not be VK_SUCCESS.
core::Error vulkanError(VkResult result, std::string_view doing);

} // namespace inference
