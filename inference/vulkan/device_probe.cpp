// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/device_probe.h"

#include "inference/vulkan/device_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace inference {

namespace {

DeviceKind kindOf(VkPhysicalDeviceType type)
{
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
        return DeviceKind::Discrete;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
        return DeviceKind::Integrated;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
        return DeviceKind::Virtual;
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
        return DeviceKind::Software;
    default:
        return DeviceKind::Other;
    }
}

void describeIdentity(const VkPhysicalDeviceProperties& found, DeviceCapabilities& can)
{
    can.name = found.deviceName;
    can.kind = kindOf(found.deviceType);
    can.apiVersion = found.apiVersion;
    can.vendorId = found.vendorID;
    can.deviceId = found.deviceID;
    can.driverVersion = found.driverVersion;
    std::copy_n(found.pipelineCacheUUID, VK_UUID_SIZE, can.pipelineCacheUuid.begin());
}

void describeLimits(const VkPhysicalDeviceLimits& found, DeviceCapabilities& can)
{
    can.timestampNs = found.timestampPeriod;
    can.storageBufferBytesMax = found.maxStorageBufferRange;
    can.uniformBufferBytesMax = found.maxUniformBufferRange;
    can.storageAlignmentBytes = found.minStorageBufferOffsetAlignment;
    can.uniformAlignmentBytes = found.minUniformBufferOffsetAlignment;
    can.texelsMax = found.maxTexelBufferElements;
    can.texelAlignmentBytes = found.minTexelBufferOffsetAlignment;
    can.storageBuffersPerKernelMax =
        std::min(found.maxPerStageDescriptorStorageBuffers, found.maxDescriptorSetStorageBuffers);
    can.sharedMemoryBytes = found.maxComputeSharedMemorySize;
    can.pushConstantBytes = found.maxPushConstantsSize;
    can.groupInvocationsMax = found.maxComputeWorkGroupInvocations;
    std::copy_n(found.maxComputeWorkGroupSize, 3, can.groupSizeMax.begin());
    std::copy_n(found.maxComputeWorkGroupCount, 3, can.groupCountMax.begin());
}

/// A family that only computes is preferred: a desktop then draws beside it.
void describeQueues(VkPhysicalDevice device, DeviceCapabilities& can)
{
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    bool foundPure = false;
    for (std::uint32_t i = 0; i < count; ++i) {
        const VkQueueFlags flags = families[i].queueFlags;
        const bool isPure = (flags & VK_QUEUE_GRAPHICS_BIT) == 0;
        if ((flags & VK_QUEUE_COMPUTE_BIT) != 0 && (!can.queueFamily || (isPure && !foundPure))) {
            can.queueFamily = i;
            can.timestampBits = families[i].timestampValidBits;
            foundPure = isPure;
        }
    }
}

void describeMemory(VkPhysicalDevice device, DeviceCapabilities& can)
{
    VkPhysicalDeviceMemoryProperties memory{};
    vkGetPhysicalDeviceMemoryProperties(device, &memory);
    for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
        const VkMemoryHeap& heap = memory.memoryHeaps[i];
        can.memoryBytes += (heap.flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0 ? heap.size : 0;
    }
    constexpr VkMemoryPropertyFlags direct = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT
        | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const bool isShared = can.kind == DeviceKind::Integrated || can.kind == DeviceKind::Software;
    for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
        can.hasUnifiedMemory |=
            isShared && (memory.memoryTypes[i].propertyFlags & direct) == direct;
    }
}

/// The structs that a driver fills with numbers; as DeviceFeatures, they point to each other.
struct Properties {
    VkPhysicalDeviceProperties2 base{};
    VkPhysicalDeviceVulkan11Properties core11{};
    VkPhysicalDeviceVulkan12Properties core12{};
    VkPhysicalDeviceSubgroupSizeControlProperties subgroupSize{};
    VkPhysicalDeviceShaderIntegerDotProductProperties integerDot{};
    VkPhysicalDeviceExternalMemoryHostPropertiesEXT hostMemory{};
};

template <class Struct>
void link(Properties& chain, Struct& item, VkStructureType type)
{
    item.sType = type;
    item.pNext = chain.base.pNext;
    chain.base.pNext = &item;
}

void queryProperties(VkPhysicalDevice device, const DeviceCapabilities& can, Properties& found)
{
    found.base.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    link(found, found.core11, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES);
    link(found, found.core12, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES);
    if (can.hasSubgroupSizeControl) {
        link(found, found.subgroupSize,
            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES);
    }
    if (can.hasIntegerDot) {
        link(found, found.integerDot,
            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_PROPERTIES);
    }
    if (can.hasHostMemoryImport) {
        link(found, found.hostMemory,
            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_MEMORY_HOST_PROPERTIES_EXT);
    }
    vkGetPhysicalDeviceProperties2(device, &found.base);
}

void describeProperties(const Properties& found, DeviceCapabilities& can)
{
    std::copy_n(found.core11.deviceUUID, VK_UUID_SIZE, can.deviceUuid.begin());
    std::copy_n(found.core11.driverUUID, VK_UUID_SIZE, can.driverUuid.begin());
    can.driver = fmt::format("{} {}", found.core12.driverName, found.core12.driverInfo);
    can.allocationBytesMax = found.core11.maxMemoryAllocationSize;
    can.subgroupSize = found.core11.subgroupSize;
    can.subgroupSizeMin = can.subgroupSizeMax = can.subgroupSize;
    if (can.hasSubgroupSizeControl
        && (found.subgroupSize.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0)
    {
        can.subgroupSizeMin = found.subgroupSize.minSubgroupSize;
        can.subgroupSizeMax = found.subgroupSize.maxSubgroupSize;
    }
    if ((found.core11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0) {
        can.subgroupOperations = found.core11.subgroupSupportedOperations;
    }
    can.hasFastIntegerDot =
        found.integerDot.integerDotProduct4x8BitPackedSignedAccelerated != VK_FALSE;
    can.hostImportAlignmentBytes = found.hostMemory.minImportedHostPointerAlignment;
}

} // namespace

DeviceCapabilities probeDevice(VkInstance instance, VkPhysicalDevice device)
{
    DeviceCapabilities can;
    VkPhysicalDeviceProperties base{};
    vkGetPhysicalDeviceProperties(device, &base);
    describeIdentity(base, can);
    describeLimits(base.limits, can);
    describeQueues(device, can);
    describeMemory(device, can);
    if (can.apiVersion < apiVersionMin) {
        return can;
    }
    const std::set<std::string> extensions = deviceExtensions(device);
    can.hasMemoryBudget = extensions.contains(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    can.hasHostMemoryImport = extensions.contains(VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME);
    DeviceFeatures features(can.apiVersion, extensions);
    features.query(device);
    features.describe(can);
    Properties properties;
    queryProperties(device, can, properties);
    describeProperties(properties, can);
    if (features.hasCooperativeKhr()) {
        can.cooperativeKhr = cooperativeShapesKhr(instance, device);
    }
    if (features.hasCooperativeNv()) {
        can.cooperativeNv = cooperativeShapesNv(instance, device);
    }
    if (can.hasMemoryBudget) {
        can.memoryFreeBytes = freeDeviceMemoryBytes(device);
    }
    return can;
}

std::uint64_t freeDeviceMemoryBytes(VkPhysicalDevice device)
{
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{};
    budget.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT;
    VkPhysicalDeviceMemoryProperties2 memory{};
    memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
    memory.pNext = &budget;
    vkGetPhysicalDeviceMemoryProperties2(device, &memory);
    std::uint64_t free = 0;
    for (std::uint32_t i = 0; i < memory.memoryProperties.memoryHeapCount; ++i) {
        const VkMemoryHeap& heap = memory.memoryProperties.memoryHeaps[i];
        const bool isLocal = (heap.flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0;
        free += isLocal ? budget.heapBudget[i] - std::min(budget.heapBudget[i], budget.heapUsage[i])
                        : 0;
    }
    return free;
}

} // namespace inference
