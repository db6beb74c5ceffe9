// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/recording.h"
#include "inference/vulkan/vulkan_device.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// What a run took, measured.
struct RunTimes {
    std::size_t submits = 0;
    std::chrono::microseconds longestSubmit{0};
    std::chrono::microseconds total{0};
};

/// Runs recordings, a few pieces at a time: each submit is kept under VulkanHealth::budget() by the
/// measured times of its pieces, and at most two are under way, so that the device does not wait
/// for the host and a stop takes effect within two budgets.
/// Thread rule: one owner. Several submitters may share a device.
class Submitter {
public:
    static core::Result<Submitter> create(VulkanDevice& device);

    /// Returns when all is done. On a stop: Cancelled, when what was under way is done; the
    /// buffers then hold what the pieces up to there wrote. DeviceLost names the piece.
    core::Result<RunTimes> run(Recording& recording, const std::stop_token& stop);

private:
    static constexpr std::size_t underWayMax = 2;
    using Time = std::chrono::steady_clock::time_point;

    /// One submit that was not waited for yet.
    struct UnderWay {
        VkFence fence = VK_NULL_HANDLE;
        std::span<RecordedPiece> pieces;
        Time begin;
    };

    explicit Submitter(VulkanDevice& device)
        : m_device(&device)
    {
    }
    core::Result<void> submit(std::span<RecordedPiece> pieces);
    core::Result<void> finishOldest();

    VulkanDevice* m_device;
    std::array<UniqueHandle<VkFence>, underWayMax> m_fences;
    std::size_t m_nextFence = 0;
    std::vector<UnderWay> m_underWay; // empty between runs
    Time m_lastEnd;
    RunTimes m_times;
};

} // namespace inference
