// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/recorded_step.h"

#include <fmt/format.h>

#include <map>

namespace inference {

using core::Result;

namespace {

constexpr VkPipelineStageFlags workStages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT
    | VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT;
constexpr VkAccessFlags workWrites = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
constexpr VkAccessFlags workReads = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_UNIFORM_READ_BIT
    | VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_INDIRECT_COMMAND_READ_BIT;

} // namespace

/// Writes one recording.
class CommandWriter {
public:
    CommandWriter(VulkanDevice& device, std::span<const RecordedStep> steps)
        : m_device(device)
        , m_functions(device.functions())
        , m_steps(steps)
    {
    }

    Result<Recording> write(std::span<const PieceMark> pieces)
    {
        TRY(makePool());
        TRY(makeSets());
        TRY(makeBuffers(pieces));
        std::size_t step = 0;
        for (RecordedPiece& piece : m_recording.m_pieces) {
            const std::size_t index =
                static_cast<std::size_t>(&piece - m_recording.m_pieces.data());
            TRY(writePiece(piece.commands, step, pieces[index].endStep,
                index + 1 == m_recording.m_pieces.size()));
            step = pieces[index].endStep;
        }
        return std::move(m_recording);
    }

private:
    Result<void> makePool();
    Result<void> makeSets();
    Result<VkDescriptorSet> makeSet(const RecordedDispatch& dispatch);
    Result<VkBufferView> makeView(const BufferSlice& slice);
    Result<void> makeBuffers(std::span<const PieceMark> pieces);
    Result<void> writePiece(
        VkCommandBuffer commands, std::size_t begin, std::size_t end, bool isLast);
    void writeStep(VkCommandBuffer commands, std::size_t index);
    void writeDispatch(
        VkCommandBuffer commands, const RecordedDispatch& dispatch, VkDescriptorSet set);
    void barrier(VkCommandBuffer commands, VkPipelineStageFlags toStages, VkAccessFlags toAccess);

    VulkanDevice& m_device;
    const VolkDeviceTable& m_functions;
    std::span<const RecordedStep> m_steps;
    std::vector<VkDescriptorSet> m_sets; // of each step; none for copies and fills
    Recording m_recording;
};

Result<void> CommandWriter::makePool()
{
    std::map<VkDescriptorType, std::uint32_t> counts;
    std::uint32_t sets = 0;
    for (const RecordedStep& step : m_steps) {
        if (const auto* dispatch = std::get_if<RecordedDispatch>(&step.command)) {
            ++sets;
            for (const KernelBinding& binding : dispatch->pipeline->interface.bindings) {
                ++counts[descriptorTypeOf(binding)];
            }
        }
    }
    m_recording.m_dispatchCount = sets;
    if (counts.empty()) {
        return {};
    }
    std::vector<VkDescriptorPoolSize> sizes;
    for (const auto& [type, count] : counts) {
        sizes.push_back({.type = type, .descriptorCount = count});
    }
    VkDescriptorPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
    info.maxSets = sets;
    info.poolSizeCount = static_cast<std::uint32_t>(sizes.size());
    info.pPoolSizes = sizes.data();
    VkDescriptorPool pool = VK_NULL_HANDLE;
    TRY(m_device.check(m_functions.vkCreateDescriptorPool(m_device.handle(), &info, nullptr, &pool),
        "make room for the buffers of a recording"));
    m_recording.m_descriptors = {m_device.handle(), pool, m_functions.vkDestroyDescriptorPool};
    return {};
}

Result<void> CommandWriter::makeSets()
{
    for (const RecordedStep& step : m_steps) {
        const auto* dispatch = std::get_if<RecordedDispatch>(&step.command);
        const bool hasSet = dispatch != nullptr && !dispatch->bindings.empty();
        m_sets.push_back(hasSet ? TRY(makeSet(*dispatch)) : VK_NULL_HANDLE);
    }
    return {};
}

Result<VkBufferView> CommandWriter::makeView(const BufferSlice& slice)
{
    VkBufferViewCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
    info.buffer = slice.buffer;
    info.format = texelFormat;
    info.offset = slice.offsetBytes;
    info.range = slice.sizeBytes / texelBytes * texelBytes;
    VkBufferView view = VK_NULL_HANDLE;
    TRY(m_device.check(m_functions.vkCreateBufferView(m_device.handle(), &info, nullptr, &view),
        "enter the texels of a kernel"));
    m_recording.m_views.emplace_back(m_device.handle(), view, m_functions.vkDestroyBufferView);
    return view;
}

Result<VkDescriptorSet> CommandWriter::makeSet(const RecordedDispatch& dispatch)
{
    const VkDescriptorSetLayout layout = dispatch.pipeline->setLayout.get();
    VkDescriptorSetAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
    info.descriptorPool = m_recording.m_descriptors.get();
    info.descriptorSetCount = 1;
    info.pSetLayouts = &layout;
    VkDescriptorSet set = VK_NULL_HANDLE;
    TRY(m_device.check(m_functions.vkAllocateDescriptorSets(m_device.handle(), &info, &set),
        "enter the buffers of a kernel"));
    const std::size_t count = dispatch.bindings.size();
    std::vector<VkDescriptorBufferInfo> buffers(count);
    std::vector<VkBufferView> views(count);
    std::vector<VkWriteDescriptorSet> writes(count);
    for (std::size_t i = 0; i < count; ++i) {
        const BufferSlice& slice = dispatch.bindings[i];
        const KernelBinding& binding = dispatch.pipeline->interface.bindings[i];
        buffers[i] = {slice.buffer, slice.offsetBytes, slice.sizeBytes};
        views[i] = binding.isTexels ? TRY(makeView(slice)) : VK_NULL_HANDLE;
        writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[i].dstSet = set;
        writes[i].dstBinding = static_cast<std::uint32_t>(i);
        writes[i].descriptorCount = 1;
        writes[i].descriptorType = descriptorTypeOf(binding);
        writes[i].pBufferInfo = &buffers[i];
        writes[i].pTexelBufferView = &views[i];
    }
    m_functions.vkUpdateDescriptorSets(
        m_device.handle(), static_cast<std::uint32_t>(count), writes.data(), 0, nullptr);
    return set;
}

Result<void> CommandWriter::makeBuffers(std::span<const PieceMark> pieces)
{
    VkCommandPoolCreateInfo poolInfo{};
    poolInfo.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    poolInfo.queueFamilyIndex = *m_device.can().queueFamily;
    VkCommandPool pool = VK_NULL_HANDLE;
    TRY(m_device.check(
        m_functions.vkCreateCommandPool(m_device.handle(), &poolInfo, nullptr, &pool),
        "make room for a recording"));
    m_recording.m_commands = {m_device.handle(), pool, m_functions.vkDestroyCommandPool};
    if (pieces.empty()) {
        return {};
    }
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = pool;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = static_cast<std::uint32_t>(pieces.size());
    std::vector<VkCommandBuffer> buffers(pieces.size());
    TRY(m_device.check(
        m_functions.vkAllocateCommandBuffers(m_device.handle(), &info, buffers.data()),
        "make room for a recording"));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        m_recording.m_pieces.push_back({.commands = buffers[i], .label = pieces[i].label});
    }
    return {};
}

Result<void> CommandWriter::writePiece(
    VkCommandBuffer commands, std::size_t begin, std::size_t end, bool isLast)
{
    VkCommandBufferBeginInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    TRY(m_device.check(m_functions.vkBeginCommandBuffer(commands, &info), "begin a recording"));
    if (begin == 0) { // after whatever ran before on this queue
        barrier(commands, workStages, workReads | workWrites);
    }
    for (std::size_t step = begin; step < end; ++step) {
        if (m_steps[step].needsBarrier) {
            barrier(commands, workStages, workReads | workWrites);
            ++m_recording.m_barrierCount;
        }
        writeStep(commands, step);
    }
    if (isLast) {
        barrier(commands, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    }
    return m_device.check(m_functions.vkEndCommandBuffer(commands), "end a recording");
}

void CommandWriter::writeStep(VkCommandBuffer commands, std::size_t index)
{
    const RecordedCommand& command = m_steps[index].command;
    if (const auto* dispatch = std::get_if<RecordedDispatch>(&command)) {
        writeDispatch(commands, *dispatch, m_sets[index]);
    } else if (const auto* copy = std::get_if<RecordedCopy>(&command)) {
        const VkBufferCopy region{.srcOffset = copy->from.offsetBytes,
            .dstOffset = copy->to.offsetBytes,
            .size = copy->from.sizeBytes};
        m_functions.vkCmdCopyBuffer(commands, copy->from.buffer, copy->to.buffer, 1, &region);
    } else if (const auto* fill = std::get_if<RecordedFill>(&command)) {
        m_functions.vkCmdFillBuffer(commands, fill->slice.buffer, fill->slice.offsetBytes,
            fill->slice.sizeBytes, fill->word);
    }
}

void CommandWriter::writeDispatch(
    VkCommandBuffer commands, const RecordedDispatch& dispatch, VkDescriptorSet set)
{
    const VkPipelineLayout layout = dispatch.pipeline->layout.get();
    m_functions.vkCmdBindPipeline(
        commands, VK_PIPELINE_BIND_POINT_COMPUTE, dispatch.pipeline->pipeline.get());
    if (set != VK_NULL_HANDLE) {
        m_functions.vkCmdBindDescriptorSets(
            commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0, nullptr);
    }
    if (!dispatch.pushConstants.empty()) {
        m_functions.vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
            static_cast<std::uint32_t>(dispatch.pushConstants.size()),
            dispatch.pushConstants.data());
    }
    if (const auto* groups = std::get_if<Groups>(&dispatch.groups)) {
        m_functions.vkCmdDispatch(commands, groups->x, groups->y, groups->z);
    } else {
        const auto& slice = std::get<BufferSlice>(dispatch.groups);
        m_functions.vkCmdDispatchIndirect(commands, slice.buffer, slice.offsetBytes);
    }
}

void CommandWriter::barrier(
    VkCommandBuffer commands, VkPipelineStageFlags toStages, VkAccessFlags toAccess)
{
    VkMemoryBarrier memory{};
    memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    memory.srcAccessMask = workWrites;
    memory.dstAccessMask = toAccess;
    m_functions.vkCmdPipelineBarrier(
        commands, workStages, toStages, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

Result<Recording> recordCommands(
    VulkanDevice& device, std::span<const RecordedStep> steps, std::span<const PieceMark> pieces)
{
    return CommandWriter(device, steps).write(pieces);
}

} // namespace inference
