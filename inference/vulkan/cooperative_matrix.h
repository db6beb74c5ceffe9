// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/device_capabilities.h"
#include "inference/vulkan/vulkan_api.h"

#include <vector>

namespace inference {

/// VK_KHR_cooperative_matrix as its specification declares it: the headers of Debian 12 (1.3.239)
/// are older than the extension. Names are those of the specification with "Ours" in front.
inline constexpr const char* cooperativeMatrixKhrName = "VK_KHR_cooperative_matrix";
inline constexpr auto cooperativeFeaturesType = static_cast<VkStructureType>(1000506000);
inline constexpr auto cooperativePropertiesType = static_cast<VkStructureType>(1000506001);

struct OurCooperativeMatrixFeaturesKHR {
    VkStructureType sType = cooperativeFeaturesType;
    void* pNext = nullptr;
    VkBool32 cooperativeMatrix = VK_FALSE;
    VkBool32 cooperativeMatrixRobustBufferAccess = VK_FALSE;
};

struct OurCooperativeMatrixPropertiesKHR {
    VkStructureType sType = cooperativePropertiesType;
    void* pNext = nullptr;
    std::uint32_t MSize = 0;
    std::uint32_t NSize = 0;
    std::uint32_t KSize = 0;
    std::uint32_t AType = 0;
    std::uint32_t BType = 0;
    std::uint32_t CType = 0;
    std::uint32_t ResultType = 0;
    VkBool32 saturatingAccumulation = VK_FALSE;
    std::uint32_t scope = 0;
};

/// The shapes that each extension offers. Only for devices whose feature is on. Without
/// saturation: the kernels do not use it.
std::vector<CooperativeShape> cooperativeShapesKhr(VkInstance instance, VkPhysicalDevice device);
std::vector<CooperativeShape> cooperativeShapesNv(VkInstance instance, VkPhysicalDevice device);

} // namespace inference
