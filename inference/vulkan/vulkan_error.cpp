// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_error.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace inference {

using core::ErrorCode;

namespace {

constexpr std::array<std::pair<VkResult, const char*>, 20> names{{
    {VK_SUCCESS, "VK_SUCCESS"},
    {VK_NOT_READY, "VK_NOT_READY"},
    {VK_TIMEOUT, "VK_TIMEOUT"},
    {VK_INCOMPLETE, "VK_INCOMPLETE"},
    {VK_ERROR_OUT_OF_HOST_MEMORY, "VK_ERROR_OUT_OF_HOST_MEMORY"},
    {VK_ERROR_OUT_OF_DEVICE_MEMORY, "VK_ERROR_OUT_OF_DEVICE_MEMORY"},
    {VK_ERROR_INITIALIZATION_FAILED, "VK_ERROR_INITIALIZATION_FAILED"},
    {VK_ERROR_DEVICE_LOST, "VK_ERROR_DEVICE_LOST"},
    {VK_ERROR_MEMORY_MAP_FAILED, "VK_ERROR_MEMORY_MAP_FAILED"},
    {VK_ERROR_LAYER_NOT_PRESENT, "VK_ERROR_LAYER_NOT_PRESENT"},
    {VK_ERROR_EXTENSION_NOT_PRESENT, "VK_ERROR_EXTENSION_NOT_PRESENT"},
    {VK_ERROR_FEATURE_NOT_PRESENT, "VK_ERROR_FEATURE_NOT_PRESENT"},
    {VK_ERROR_INCOMPATIBLE_DRIVER, "VK_ERROR_INCOMPATIBLE_DRIVER"},
    {VK_ERROR_TOO_MANY_OBJECTS, "VK_ERROR_TOO_MANY_OBJECTS"},
    {VK_ERROR_FRAGMENTED_POOL, "VK_ERROR_FRAGMENTED_POOL"},
    {VK_ERROR_UNKNOWN, "VK_ERROR_UNKNOWN"},
    {VK_ERROR_OUT_OF_POOL_MEMORY, "VK_ERROR_OUT_OF_POOL_MEMORY"},
    {VK_ERROR_INVALID_EXTERNAL_HANDLE, "VK_ERROR_INVALID_EXTERNAL_HANDLE"},
    {VK_ERROR_FRAGMENTATION, "VK_ERROR_FRAGMENTATION"},
    {VK_ERROR_INVALID_SHADER_NV, "VK_ERROR_INVALID_SHADER_NV"},
}};

struct Meaning {
    ErrorCode code;
    std::string_view detail;
    const char* advice;
};

Meaning meaningOf(VkResult result)
{
    switch (result) {
    case VK_ERROR_DEVICE_LOST:
        return {ErrorCode::DeviceLost, deviceLostDetail,
            "It has to be opened again; what was in its memory is gone."};
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_POOL_MEMORY:
    case VK_ERROR_FRAGMENTED_POOL:
    case VK_ERROR_FRAGMENTATION:
    case VK_ERROR_TOO_MANY_OBJECTS:
    case VK_ERROR_MEMORY_MAP_FAILED:
        return {ErrorCode::OutOfMemory, deviceMemoryDetail,
            "Close other programs that use it, or use a smaller model or context."};
    case VK_ERROR_LAYER_NOT_PRESENT:
    case VK_ERROR_EXTENSION_NOT_PRESENT:
    case VK_ERROR_FEATURE_NOT_PRESENT:
    case VK_ERROR_INVALID_SHADER_NV:
        return {ErrorCode::Unsupported, {},
            "Its driver lacks what is needed: update it, or use "
            "the device 'cpu'."};
    case VK_ERROR_INITIALIZATION_FAILED:
    case VK_ERROR_INCOMPATIBLE_DRIVER:
        return {ErrorCode::Unavailable, noVulkanDetail,
            "Install a Vulkan driver for it, or use the device 'cpu'."};
    default:
        return {ErrorCode::Unavailable, {}, "Update its driver, or use the device 'cpu'."};
    }
}

} // namespace

std::string resultName(VkResult result)
{
    for (const auto& [known, name] : names) {
        if (known == result) {
            return name;
        }
    }
    return fmt::format("VkResult {}", static_cast<int>(result));
}

core::Error vulkanError(VkResult result, std::string_view doing)
{
    const Meaning meaning = meaningOf(result);
    return {.code = meaning.code,
        .message = fmt::format(
            "The Vulkan device could not {}: {}. {}", doing, resultName(result), meaning.advice),
        .detail = std::string(meaning.detail)};
}

} // namespace inference
