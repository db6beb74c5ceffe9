// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

tl::unexpected<core::Error> stopped()
{
    return fail(ErrorCode::Cancelled, "Moving data to or from the Vulkan device was stopped.");
}

Result<void> checkSize(const BufferSlice& slice, std::size_t bytes)
{
    if (slice.sizeBytes != bytes) {
        return fail(ErrorCode::Internal,
            fmt::format(
                "{} bytes are to be moved to or from a slice of {}.", bytes, slice.sizeBytes));
    }
    return {};
}

void recordCopy(const VolkDeviceTable& functions, VkCommandBuffer commands, const BufferSlice& from,
    const BufferSlice& to)
{
    const VkBufferCopy region{
        .srcOffset = from.offsetBytes, .dstOffset = to.offsetBytes, .size = from.sizeBytes};
    // After the kernels that wrote what is read now, and before the host reads it.
    VkMemoryBarrier before{};
    before.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    before.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT;
    before.dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    VkMemoryBarrier after{};
    after.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    after.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    after.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    functions.vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
        VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 1, &before, 0, nullptr, 0, nullptr);
    functions.vkCmdCopyBuffer(commands, from.buffer, to.buffer, 1, &region);
    functions.vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
        VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &after, 0, nullptr, 0, nullptr);
}

} // namespace

Transfer::~Transfer()
{
    for (Stage& stage : m_stages) {
        static_cast<void>(
            wait(stage)); // an error was or will be said by the next use of the device
    }
}

Result<void> Transfer::write(
    const BufferSlice& to, std::span<const std::byte> bytes, const std::stop_token& stop)
{
    TRY(checkSize(to, bytes.size()));
    return produce(
        to, 1,
        [bytes](std::span<std::byte> out, std::uint64_t offset) {
            std::memcpy(out.data(), bytes.data() + offset, out.size());
        },
        stop);
}

Result<void> Transfer::produce(const BufferSlice& to, std::uint64_t stepBytes,
    const Producer& producer, const std::stop_token& stop)
{
    if (stepBytes == 0 || stepBytes > stagingBytes) {
        return fail(ErrorCode::Internal,
            fmt::format("Steps of {} bytes; 1 to {} are allowed.", stepBytes, stagingBytes));
    }
    const std::uint64_t pieceBytes = stagingBytes / stepBytes * stepBytes;
    for (std::uint64_t at = 0; at < to.sizeBytes; at += pieceBytes) {
        if (stop.stop_requested()) {
            TRY(waitAll());
            return stopped();
        }
        const BufferSlice target = to.part(at, std::min(pieceBytes, to.sizeBytes - at));
        if (target.mapped != nullptr) {
            producer(target.as<std::byte>(), at);
            continue;
        }
        Stage* stage = TRY(nextStage(BufferUse::Staging));
        const BufferSlice source = stage->buffer.slice(0, target.sizeBytes);
        producer(source.as<std::byte>(), at);
        TRY(copy(*stage, source, target));
    }
    return waitAll();
}

Result<void> Transfer::read(
    const BufferSlice& from, std::span<std::byte> bytes, const std::stop_token& stop)
{
    TRY(checkSize(from, bytes.size()));
    for (std::uint64_t at = 0; at < from.sizeBytes; at += stagingBytes) {
        if (stop.stop_requested()) {
            return stopped();
        }
        const BufferSlice source = from.part(at, std::min(stagingBytes, from.sizeBytes - at));
        if (source.mapped != nullptr) {
            std::memcpy(bytes.data() + at, source.mapped, source.sizeBytes);
            continue;
        }
        Stage* stage = TRY(nextStage(BufferUse::Readback));
        const BufferSlice target = stage->buffer.slice(0, source.sizeBytes);
        TRY(copy(*stage, source, target));
        TRY(wait(*stage));
        std::memcpy(bytes.data() + at, target.mapped, target.sizeBytes);
    }
    return {};
}

Result<Transfer::Stage*> Transfer::nextStage(BufferUse use)
{
    // The first two are for the way there, the third for the way back: memory is cached or not.
    Stage& stage = use == BufferUse::Readback ? m_stages.back() : m_stages[m_next++ % 2];
    if (stage.buffer.sizeBytes() == 0) {
        TRY(prepare(stage, use));
    }
    TRY(wait(stage));
    return &stage;
}

Result<void> Transfer::prepare(Stage& stage, BufferUse use)
{
    const VolkDeviceTable& functions = m_device.functions();
    VkCommandPoolCreateInfo poolInfo{};
    poolInfo.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    poolInfo.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
    poolInfo.queueFamilyIndex = *m_device.can().queueFamily;
    VkCommandPool pool = VK_NULL_HANDLE;
    TRY(m_device.check(functions.vkCreateCommandPool(m_device.handle(), &poolInfo, nullptr, &pool),
        "make room for a copy"));
    stage.pool = {m_device.handle(), pool, functions.vkDestroyCommandPool};
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = pool;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    TRY(m_device.check(
        functions.vkAllocateCommandBuffers(m_device.handle(), &info, &stage.commands),
        "make room for a copy"));
    VkFenceCreateInfo fenceInfo{};
    fenceInfo.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    VkFence fence = VK_NULL_HANDLE;
    TRY(m_device.check(
        functions.vkCreateFence(m_device.handle(), &fenceInfo, nullptr, &fence), "make a fence"));
    stage.fence = {m_device.handle(), fence, functions.vkDestroyFence};
    stage.buffer = TRY(VulkanBuffer::create(m_device, stagingBytes, use, "moving data"));
    return {};
}

Result<void> Transfer::wait(Stage& stage)
{
    if (!stage.isBusy) {
        return {};
    }
    stage.isBusy = false;
    const VkFence fence = stage.fence.get();
    return m_device.check(
        m_device.functions().vkWaitForFences(m_device.handle(), 1, &fence, VK_TRUE, UINT64_MAX),
        "copy data");
}

Result<void> Transfer::waitAll()
{
    for (Stage& stage : m_stages) {
        TRY(wait(stage));
    }
    return {};
}

Result<void> Transfer::copy(Stage& stage, const BufferSlice& from, const BufferSlice& to)
{
    const VolkDeviceTable& functions = m_device.functions();
    const VkFence fence = stage.fence.get();
    TRY(m_device.check(functions.vkResetFences(m_device.handle(), 1, &fence), "reset a fence"));
    VkCommandBufferBeginInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    TRY(m_device.check(functions.vkBeginCommandBuffer(stage.commands, &info), "begin a copy"));
    recordCopy(functions, stage.commands, from, to);
    TRY(m_device.check(functions.vkEndCommandBuffer(stage.commands), "end a copy"));
    TRY(m_device.submit({&stage.commands, 1}, fence, "copy data"));
    stage.isBusy = true;
    return {};
}

} // namespace inference
