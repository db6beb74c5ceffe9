// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/cooperative_matrix.h"

namespace inference {

namespace {

using GetPropertiesKhr = VkResult(VKAPI_PTR*)(
    VkPhysicalDevice, std::uint32_t*, OurCooperativeMatrixPropertiesKHR*);

} // namespace

std::vector<CooperativeShape> cooperativeShapesKhr(VkInstance instance, VkPhysicalDevice device)
{
    const auto get = reinterpret_cast<GetPropertiesKhr>(
        vkGetInstanceProcAddr(instance, "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR"));
    std::uint32_t count = 0;
    if (get == nullptr || get(device, &count, nullptr) != VK_SUCCESS) {
        return {};
    }
    std::vector<OurCooperativeMatrixPropertiesKHR> all(count);
    if (get(device, &count, all.data()) != VK_SUCCESS) {
        return {};
    }
    all.resize(count);
    std::vector<CooperativeShape> shapes;
    for (const OurCooperativeMatrixPropertiesKHR& one : all) {
        if (one.saturatingAccumulation == VK_FALSE) {
            shapes.push_back({one.MSize, one.NSize, one.KSize, one.AType, one.BType, one.CType,
                one.ResultType, one.scope});
        }
    }
    return shapes;
}

std::vector<CooperativeShape> cooperativeShapesNv(VkInstance instance, VkPhysicalDevice device)
{
    const auto get = reinterpret_cast<PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV>(
        vkGetInstanceProcAddr(instance, "vkGetPhysicalDeviceCooperativeMatrixPropertiesNV"));
    std::uint32_t count = 0;
    if (get == nullptr || get(device, &count, nullptr) != VK_SUCCESS) {
        return {};
    }
    VkCooperativeMatrixPropertiesNV empty{};
    empty.sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_NV;
    std::vector<VkCooperativeMatrixPropertiesNV> all(count, empty);
    if (get(device, &count, all.data()) != VK_SUCCESS) {
        return {};
    }
    all.resize(count);
    std::vector<CooperativeShape> shapes;
    for (const VkCooperativeMatrixPropertiesNV& one : all) {
        shapes.push_back({one.MSize, one.NSize, one.KSize, static_cast<std::uint32_t>(one.AType),
            static_cast<std::uint32_t>(one.BType), static_cast<std::uint32_t>(one.CType),
            static_cast<std::uint32_t>(one.DType), static_cast<std::uint32_t>(one.scope)});
    }
    return shapes;
}

} // namespace inference
