// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/unique_handle.h"
#include "inference/vulkan/vulkan_api.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace inference {

/// A part of a recording that is submitted as a whole: the commands between two marks.
struct RecordedPiece {
    VkCommandBuffer commands = VK_NULL_HANDLE;
    std::string label;
    /// How long it took when it last ran; none before.
    std::optional<std::chrono::microseconds> measured = {};
};

/// Commands collected by a Recorder, ready to be run by a Submitter as often as wanted, one run at
/// a time. Buffers, pipelines and the device must outlive it. Thread rule: one owner.
class Recording {
public:
    Recording() = default;
    Recording(Recording&&) noexcept = default;
    Recording& operator=(Recording&&) noexcept = default;

    [[nodiscard]] std::size_t pieceCount() const { return m_pieces.size(); }
    [[nodiscard]] std::size_t dispatchCount() const { return m_dispatchCount; }
    [[nodiscard]] std::size_t barrierCount() const { return m_barrierCount; }
    [[nodiscard]] const std::vector<RecordedPiece>& pieces() const { return m_pieces; }

private:
    friend class CommandWriter;
    friend class Submitter;

    UniqueHandle<VkDescriptorPool> m_descriptors;
    std::vector<UniqueHandle<VkBufferView>> m_views; // of texels
    UniqueHandle<VkCommandPool> m_commands;
    std::vector<RecordedPiece> m_pieces;
    std::size_t m_dispatchCount = 0;
    std::size_t m_barrierCount = 0;
};

} // namespace inference
