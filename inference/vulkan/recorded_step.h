// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/buffer_slice.h"
#include "inference/vulkan/pipeline.h"
#include "inference/vulkan/recording.h"

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace inference {

/// Workgroups of a dispatch.
struct Groups {
    std::uint32_t x = 1;
    std::uint32_t y = 1;
    std::uint32_t z = 1;
};

struct RecordedDispatch {
    const Pipeline* pipeline = nullptr;
    std::vector<BufferSlice> bindings;
    std::vector<std::byte> pushConstants;
    std::variant<Groups, BufferSlice> groups; ///< counts, or where the device finds them
};
struct RecordedCopy {
    BufferSlice from;
    BufferSlice to;
};
struct RecordedFill {
    BufferSlice slice;
    std::uint32_t word = 0;
};
using RecordedCommand = std::variant<RecordedDispatch, RecordedCopy, RecordedFill>;

/// A command and whether those before it must have finished.
struct RecordedStep {
    RecordedCommand command;
    bool needsBarrier = false;
};

/// Where a piece ends and what it is called.
struct PieceMark {
    std::size_t endStep = 0;
    std::string label;
};

/// Writes checked steps into command buffers, one a piece, with all descriptor sets they need. The
/// last mark ends at the last step.
core::Result<Recording> recordCommands(
    VulkanDevice& device, std::span<const RecordedStep> steps, std::span<const PieceMark> pieces);

} // namespace inference
