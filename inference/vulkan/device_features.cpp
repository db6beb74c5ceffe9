// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/device_features.h"

namespace inference {

namespace {

VkBool32 flag(bool value)
{
    return value ? VK_TRUE : VK_FALSE;
}

} // namespace

std::set<std::string> deviceExtensions(VkPhysicalDevice device)
{
    std::uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> all(count);
    if (vkEnumerateDeviceExtensionProperties(device, nullptr, &count, all.data()) != VK_SUCCESS) {
        return {};
    }
    all.resize(count);
    std::set<std::string> names;
    for (const VkExtensionProperties& extension : all) {
        names.insert(extension.extensionName);
    }
    return names;
}

DeviceFeatures::DeviceFeatures(std::uint32_t apiVersion, const std::set<std::string>& extensions)
{
    m_base.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    m_core11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
    m_core12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    m_subgroupSize.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES;
    m_integerDot.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_FEATURES;
    m_cooperativeNv.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV;
    link(m_core11);
    link(m_core12);
    const bool is13 = apiVersion >= VK_API_VERSION_1_3;
    if (is13 || extensions.contains(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME)) {
        link(m_subgroupSize);
    }
    if (is13 || extensions.contains(VK_KHR_SHADER_INTEGER_DOT_PRODUCT_EXTENSION_NAME)) {
        link(m_integerDot);
    }
    if (extensions.contains(VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME)) {
        link(m_cooperativeNv);
    }
    if (extensions.contains(cooperativeMatrixKhrName)) {
        link(m_cooperativeKhr);
    }
}

void DeviceFeatures::query(VkPhysicalDevice device)
{
    vkGetPhysicalDeviceFeatures2(device, &m_base);
}

void DeviceFeatures::describe(DeviceCapabilities& can) const
{
    can.hasStorage16 = m_core11.storageBuffer16BitAccess != 0;
    can.hasStorage8 = m_core12.storageBuffer8BitAccess != 0;
    can.hasFloat16 = m_core12.shaderFloat16 != 0;
    can.hasInt16 = m_base.features.shaderInt16 != 0;
    can.hasInt8 = m_core12.shaderInt8 != 0;
    can.hasScalarLayout = m_core12.scalarBlockLayout != 0;
    can.hasMemoryModel =
        m_core12.vulkanMemoryModel != 0 && m_core12.vulkanMemoryModelDeviceScope != 0;
    can.hasIntegerDot = m_integerDot.shaderIntegerDotProduct != 0;
    can.hasSubgroupSizeControl =
        m_subgroupSize.subgroupSizeControl != 0 && m_subgroupSize.computeFullSubgroups != 0;
}

void DeviceFeatures::enable(const DeviceCapabilities& can)
{
    m_core11.storageBuffer16BitAccess = flag(can.hasStorage16);
    m_core12.storageBuffer8BitAccess = flag(can.hasStorage8);
    m_core12.shaderFloat16 = flag(can.hasFloat16);
    m_base.features.shaderInt16 = flag(can.hasInt16);
    m_core12.shaderInt8 = flag(can.hasInt8);
    m_core12.scalarBlockLayout = flag(can.hasScalarLayout);
    m_core12.vulkanMemoryModel = flag(can.hasMemoryModel);
    m_core12.vulkanMemoryModelDeviceScope = flag(can.hasMemoryModel);
    m_integerDot.shaderIntegerDotProduct = flag(can.hasIntegerDot);
    m_subgroupSize.subgroupSizeControl = flag(can.hasSubgroupSizeControl);
    m_subgroupSize.computeFullSubgroups = flag(can.hasSubgroupSizeControl);
    m_cooperativeNv.cooperativeMatrix = flag(!can.cooperativeNv.empty());
    m_cooperativeKhr.cooperativeMatrix = flag(!can.cooperativeKhr.empty());
}

std::vector<const char*> enabledExtensions(const DeviceCapabilities& can)
{
    const bool is13 = can.apiVersion >= VK_API_VERSION_1_3;
    std::vector<const char*> names;
    if (can.hasMemoryBudget) {
        names.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    }
    if (can.hasHostMemoryImport) {
        names.push_back(VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME);
    }
    if (can.hasSubgroupSizeControl && !is13) {
        names.push_back(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
    }
    if (can.hasIntegerDot && !is13) {
        names.push_back(VK_KHR_SHADER_INTEGER_DOT_PRODUCT_EXTENSION_NAME);
    }
    if (!can.cooperativeNv.empty()) {
        names.push_back(VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME);
    }
    if (!can.cooperativeKhr.empty()) {
        names.push_back(cooperativeMatrixKhrName);
    }
    return names;
}

} // namespace inference
