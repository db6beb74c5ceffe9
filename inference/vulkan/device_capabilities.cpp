// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/device_capabilities.h"

#include "core/base/digest.h"

#include <fmt/format.h>

namespace inference {

using core::Json;

namespace {

Json shapesJson(const std::vector<CooperativeShape>& shapes)
{
    Json all = Json::array();
    for (const CooperativeShape& shape : shapes) {
        all.push_back({{"m", shape.m}, {"n", shape.n}, {"k", shape.k},
            {"types", {shape.typeA, shape.typeB, shape.typeC, shape.typeResult}},
            {"scope", shape.scope}});
    }
    return all;
}

Json limitsJson(const DeviceCapabilities& device)
{
    return {{"allocation_bytes_max", device.allocationBytesMax},
        {"storage_buffer_bytes_max", device.storageBufferBytesMax},
        {"uniform_buffer_bytes_max", device.uniformBufferBytesMax},
        {"storage_alignment_bytes", device.storageAlignmentBytes},
        {"uniform_alignment_bytes", device.uniformAlignmentBytes}, {"texels_max", device.texelsMax},
        {"texel_alignment_bytes", device.texelAlignmentBytes},
        {"storage_buffers_per_kernel_max", device.storageBuffersPerKernelMax},
        {"shared_memory_bytes", device.sharedMemoryBytes},
        {"push_constant_bytes", device.pushConstantBytes},
        {"group_invocations_max", device.groupInvocationsMax},
        {"group_size_max", device.groupSizeMax}, {"group_count_max", device.groupCountMax},
        {"host_import_alignment_bytes", device.hostImportAlignmentBytes}};
}

Json subgroupJson(const DeviceCapabilities& device)
{
    return {{"size", device.subgroupSize}, {"size_min", device.subgroupSizeMin},
        {"size_max", device.subgroupSizeMax}, {"size_control", device.hasSubgroupSizeControl},
        {"operations", device.subgroupOperations}};
}

Json featuresJson(const DeviceCapabilities& device)
{
    return {{"storage_16bit", device.hasStorage16}, {"storage_8bit", device.hasStorage8},
        {"float16", device.hasFloat16}, {"int16", device.hasInt16}, {"int8", device.hasInt8},
        {"scalar_layout", device.hasScalarLayout}, {"memory_model", device.hasMemoryModel},
        {"integer_dot", device.hasIntegerDot},
        {"integer_dot_accelerated", device.hasFastIntegerDot},
        {"memory_budget", device.hasMemoryBudget},
        {"host_memory_import", device.hasHostMemoryImport},
        {"unified_memory", device.hasUnifiedMemory}};
}

} // namespace

std::string refusalOf(const DeviceCapabilities& device)
{
    if (device.apiVersion < apiVersionMin) {
        return fmt::format("It speaks Vulkan {}; {} is needed. Update its driver.",
            apiVersionText(device.apiVersion), apiVersionText(apiVersionMin));
    }
    if (!device.queueFamily) {
        return "It has no queue for computing.";
    }
    if ((device.subgroupOperations & subgroupOperationsMin) != subgroupOperationsMin) {
        return fmt::format("Its subgroup operations are {:#x}; {:#x} (basic, arithmetic, ballot, "
                           "shuffle) are needed. Update its driver.",
            device.subgroupOperations, subgroupOperationsMin);
    }
    if (device.subgroupSize < subgroupSizeLeast || device.subgroupSize > subgroupSizeMost) {
        return fmt::format("Its subgroups have {} invocations; {} to {} are needed.",
            device.subgroupSize, subgroupSizeLeast, subgroupSizeMost);
    }
    if (device.storageBuffersPerKernelMax < storageBuffersPerKernelMin) {
        return fmt::format("A kernel may bind {} storage buffers; {} are needed.",
            device.storageBuffersPerKernelMax, storageBuffersPerKernelMin);
    }
    if (device.groupInvocationsMax < groupInvocationsMin) {
        return fmt::format("A workgroup may have {} invocations; {} are needed.",
            device.groupInvocationsMax, groupInvocationsMin);
    }
    return {};
}

std::string_view deviceKindName(DeviceKind kind)
{
    switch (kind) {
    case DeviceKind::Discrete:
        return "discrete";
    case DeviceKind::Integrated:
        return "integrated";
    case DeviceKind::Virtual:
        return "virtual";
    case DeviceKind::Software:
        return "software";
    case DeviceKind::Other:
        break;
    }
    return "other";
}

std::string apiVersionText(std::uint32_t version)
{
    return fmt::format("{}.{}.{}", VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version),
        VK_API_VERSION_PATCH(version));
}

Json capabilitiesJson(const DeviceCapabilities& device)
{
    Json all{{"name", device.name}, {"driver", device.driver},
        {"kind", deviceKindName(device.kind)}, {"api_version", apiVersionText(device.apiVersion)},
        {"vendor_id", device.vendorId}, {"device_id", device.deviceId},
        {"driver_version", device.driverVersion}, {"device_uuid", core::hexText(device.deviceUuid)},
        {"driver_uuid", core::hexText(device.driverUuid)}, {"memory_bytes", device.memoryBytes},
        {"limits", limitsJson(device)}, {"subgroup", subgroupJson(device)},
        {"features", featuresJson(device)},
        {"cooperative_matrix_khr", shapesJson(device.cooperativeKhr)},
        {"cooperative_matrix_nv", shapesJson(device.cooperativeNv)}};
    if (device.memoryFreeBytes) {
        all["memory_free_bytes"] = *device.memoryFreeBytes;
    }
    return all;
}

} // namespace inference
