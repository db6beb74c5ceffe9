// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/pipeline.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

Result<void> checkVariant(
    const KernelVariant& variant, const KernelInterface& interface, const DeviceCapabilities& can)
{
    const std::string_view name = variant.kernel->name;
    if (variant.constants.size() > interface.constantCount) {
        return fail(ErrorCode::Internal,
            fmt::format("The kernel '{}' was given {} constants and has {}.", name,
                variant.constants.size(), interface.constantCount));
    }
    if (interface.pushConstantBytes > can.pushConstantBytes
        || interface.bindings.size() > can.storageBuffersPerKernelMax)
    {
        return fail(ErrorCode::Unsupported,
            fmt::format("The kernel '{}' has {} bytes of push constants and {} buffers; {} allows "
                        "{} and {}.",
                name, interface.pushConstantBytes, interface.bindings.size(), can.name,
                can.pushConstantBytes, can.storageBuffersPerKernelMax));
    }
    const auto size = interface.groupSize(variant.constants);
    const std::uint64_t invocations = std::uint64_t{size[0]} * size[1] * size[2];
    const auto& most = can.groupSizeMax;
    if (invocations == 0 || invocations > can.groupInvocationsMax || size[0] > most[0]
        || size[1] > most[1] || size[2] > most[2])
    {
        return fail(ErrorCode::Unsupported,
            fmt::format("The kernel '{}' wants workgroups of {} x {} x {}; {} allows {} x {} x {}, "
                        "{} together.",
                name, size[0], size[1], size[2], can.name, most[0], most[1], most[2],
                can.groupInvocationsMax));
    }
    const bool isSizeAllowed = can.hasSubgroupSizeControl
        && variant.subgroupSize >= can.subgroupSizeMin
        && variant.subgroupSize <= can.subgroupSizeMax;
    if (variant.subgroupSize != 0 && !isSizeAllowed) {
        return fail(ErrorCode::Unsupported,
            fmt::format("The kernel '{}' wants subgroups of {}; {} has {} to {}{}.", name,
                variant.subgroupSize, can.name, can.subgroupSizeMin, can.subgroupSizeMax,
                can.hasSubgroupSizeControl ? "" : " and lets none be chosen"));
    }
    if (variant.subgroupSize != 0 && size[0] % variant.subgroupSize != 0) {
        return fail(ErrorCode::Internal,
            fmt::format(
                "The kernel '{}' wants subgroups of {}; its workgroups are {} wide, which is "
                "no multiple.",
                name, variant.subgroupSize, size[0]));
    }
    return {};
}

Result<void> makeLayouts(VulkanDevice& device, Pipeline& pipeline)
{
    const VolkDeviceTable& functions = device.functions();
    std::vector<VkDescriptorSetLayoutBinding> bindings;
    for (const KernelBinding& binding : pipeline.interface.bindings) {
        bindings.push_back({.binding = static_cast<std::uint32_t>(bindings.size()),
            .descriptorType = descriptorTypeOf(binding),
            .descriptorCount = 1,
            .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
            .pImmutableSamplers = nullptr});
    }
    VkDescriptorSetLayoutCreateInfo setInfo{};
    setInfo.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
    setInfo.bindingCount = static_cast<std::uint32_t>(bindings.size());
    setInfo.pBindings = bindings.data();
    VkDescriptorSetLayout set = VK_NULL_HANDLE;
    TRY(device.check(
        functions.vkCreateDescriptorSetLayout(device.handle(), &setInfo, nullptr, &set),
        "make the layout of a kernel's buffers"));
    pipeline.setLayout = {device.handle(), set, functions.vkDestroyDescriptorSetLayout};

    const VkPushConstantRange range{.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
        .offset = 0,
        .size = pipeline.interface.pushConstantBytes};
    VkPipelineLayoutCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
    info.setLayoutCount = 1;
    info.pSetLayouts = &set;
    info.pushConstantRangeCount = range.size > 0 ? 1 : 0;
    info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    TRY(device.check(functions.vkCreatePipelineLayout(device.handle(), &info, nullptr, &layout),
        "make the layout of a kernel"));
    pipeline.layout = {device.handle(), layout, functions.vkDestroyPipelineLayout};
    return {};
}

Result<UniqueHandle<VkShaderModule>> makeModule(VulkanDevice& device, const Kernel& kernel)
{
    const VolkDeviceTable& functions = device.functions();
    VkShaderModuleCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    info.codeSize = kernel.words.size_bytes();
    info.pCode = kernel.words.data();
    VkShaderModule handle = VK_NULL_HANDLE;
    TRY(device.check(functions.vkCreateShaderModule(device.handle(), &info, nullptr, &handle),
        fmt::format("read the kernel '{}'", kernel.name)));
    return UniqueHandle<VkShaderModule>(device.handle(), handle, functions.vkDestroyShaderModule);
}

Result<void> compile(
    VulkanDevice& device, VkPipelineCache cache, const KernelVariant& variant, Pipeline& pipeline)
{
    const VolkDeviceTable& functions = device.functions();
    const UniqueHandle<VkShaderModule> module = TRY(makeModule(device, *variant.kernel));
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t id = 0; id < variant.constants.size(); ++id) {
        entries.push_back({.constantID = id, .offset = id * 4, .size = 4});
    }
    const VkSpecializationInfo constants{
        .mapEntryCount = static_cast<std::uint32_t>(entries.size()),
        .pMapEntries = entries.data(),
        .dataSize = variant.constants.size() * sizeof(std::uint32_t),
        .pData = variant.constants.data()};
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo subgroup{};
    subgroup.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO;
    subgroup.requiredSubgroupSize = variant.subgroupSize;
    VkComputePipelineCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module.get();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &constants;
    info.layout = pipeline.layout.get();
    if (variant.subgroupSize != 0) {
        info.stage.pNext = &subgroup;
        info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
    }
    VkPipeline handle = VK_NULL_HANDLE;
    TRY(device.check(
        functions.vkCreateComputePipelines(device.handle(), cache, 1, &info, nullptr, &handle),
        fmt::format("compile the kernel '{}'", pipeline.name)));
    pipeline.pipeline = {device.handle(), handle, functions.vkDestroyPipeline};
    return {};
}

} // namespace

VkDescriptorType descriptorTypeOf(const KernelBinding& binding)
{
    if (binding.isTexels) {
        return VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER;
    }
    return binding.isUniform ? VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER
                             : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
}

Result<std::unique_ptr<Pipeline>> makePipeline(
    VulkanDevice& device, VkPipelineCache cache, const KernelVariant& variant)
{
    auto pipeline = std::make_unique<Pipeline>();
    pipeline->name = variant.kernel->name;
    pipeline->interface = TRY(readKernelInterface(variant.kernel->words));
    TRY(checkVariant(variant, pipeline->interface, device.can()));
    TRY(makeLayouts(device, *pipeline));
    TRY(compile(device, cache, variant, *pipeline));
    return pipeline;
}

} // namespace inference
