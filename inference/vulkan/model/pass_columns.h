// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/model/vulkan_kv_cache.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// A token of a segment that is to be computed.
struct SegmentColumn {
    TokenId token = 0;
    std::int64_t position = 0;
    const VulkanKvCache* cache = nullptr;
    bool isWanted = false; ///< its logits are
};

/// Refuses caches that `owner` did not make and tokens outside the vocabulary.
core::Result<void> checkSegments(
    std::span<const Segment> segments, const void* owner, std::int64_t vocabulary);

/// Lengthens the caches of checked segments by their tokens and gives these in order. LimitReached
/// when a cache is full, OutOfMemory when there are no pages; some caches are then longer.
core::Result<std::vector<SegmentColumn>> extendCaches(std::span<const Segment> segments);

/// How many columns are computed at once; others are cut into these, or filled up. More columns
/// use each weight more often once it is read.
inline constexpr std::array<std::uint32_t, 7> columnClasses{1, 4, 8, 16, 32, 64, 128};

/// The class for the next of `columns` columns: the largest that they fill, or the next one when
/// they fill three quarters of it.
std::uint32_t columnClassFor(std::size_t columns);

/// Puts caches and logits back unless all went well.
class ForwardUndo {
public:
    ForwardUndo(std::span<const Segment> segments, std::vector<float>& logits);
    ~ForwardUndo();
    ForwardUndo(const ForwardUndo&) = delete;
    ForwardUndo& operator=(const ForwardUndo&) = delete;
    void done() { m_isDone = true; }

private:
    const std::span<const Segment> m_segments;
    std::vector<float>& m_logits;
    const std::size_t m_logitsSize;
    std::vector<std::int64_t> m_lengths;
    bool m_isDone = false;
};

} // namespace inference
