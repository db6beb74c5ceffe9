// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/submitter.h"

#include "inference/vulkan/submit_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

namespace {

std::string doingOf(std::span<const RecordedPiece> pieces)
{
    return pieces.size() == 1
        ? fmt::format("run '{}'", pieces.front().label)
        : fmt::format("run '{}' to '{}'", pieces.front().label, pieces.back().label);
}

} // namespace

Result<Submitter> Submitter::create(VulkanDevice& device)
{
    Submitter submitter(device);
    for (UniqueHandle<VkFence>& fence : submitter.m_fences) {
        VkFenceCreateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
        VkFence handle = VK_NULL_HANDLE;
        TRY(device.check(device.functions().vkCreateFence(device.handle(), &info, nullptr, &handle),
            "make a fence"));
        fence = {device.handle(), handle, device.functions().vkDestroyFence};
    }
    return submitter;
}

Result<RunTimes> Submitter::run(Recording& recording, const std::stop_token& stop)
{
    const Clock::time_point begin = Clock::now();
    m_times = {};
    std::span<RecordedPiece> rest = recording.m_pieces;
    Result<void> state;
    while (state && !rest.empty() && !stop.stop_requested()) {
        if (m_underWay.size() == underWayMax) {
            state = finishOldest();
            continue; // what was measured decides how much is next
        }
        const std::size_t count = nextSubmitPieces(rest, m_device->health().budget());
        state = submit(rest.first(count));
        rest = rest.subspan(count);
    }
    while (!m_underWay.empty()) { // also after an error: what runs may not be taken apart
        const Result<void> last = finishOldest();
        state = state ? last : state;
    }
    TRY(std::move(state));
    if (!rest.empty()) {
        return fail(ErrorCode::Cancelled, "The work on the Vulkan device was stopped.");
    }
    m_times.total = duration_cast<microseconds>(Clock::now() - begin);
    return m_times;
}

Result<void> Submitter::submit(std::span<RecordedPiece> pieces)
{
    const VkFence fence = m_fences[m_nextFence].get();
    TRY(m_device->check(
        m_device->functions().vkResetFences(m_device->handle(), 1, &fence), "reset a fence"));
    std::vector<VkCommandBuffer> commands;
    for (const RecordedPiece& piece : pieces) {
        commands.push_back(piece.commands);
    }
    const Clock::time_point now = Clock::now();
    TRY(m_device->submit(commands, fence, doingOf(pieces)));
    m_underWay.push_back({.fence = fence, .pieces = pieces, .begin = now});
    m_nextFence = (m_nextFence + 1) % m_fences.size();
    ++m_times.submits;
    return {};
}

Result<void> Submitter::finishOldest()
{
    const UnderWay oldest = m_underWay.front();
    m_underWay.erase(m_underWay.begin());
    const Result<void> waited =
        m_device->check(m_device->functions().vkWaitForFences(
                            m_device->handle(), 1, &oldest.fence, VK_TRUE, UINT64_MAX),
            doingOf(oldest.pieces));
    // A submit behind another one begins when that one ends.
    const Clock::time_point end = Clock::now();
    const auto taken = duration_cast<microseconds>(end - std::max(oldest.begin, m_lastEnd));
    m_lastEnd = end;
    TRY(Result<void>(waited));
    enterMeasurement(oldest.pieces, taken);
    m_times.longestSubmit = std::max(m_times.longestSubmit, taken);
    return {};
}

} // namespace inference
