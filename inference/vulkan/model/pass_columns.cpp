// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/pass_columns.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

// A class is taken when at least three quarters of it are used.
constexpr std::size_t filledNumerator = 3;
constexpr std::size_t filledDenominator = 4;

VulkanKvCache& cacheOf(const Segment& segment)
{
    return static_cast<VulkanKvCache&>(*segment.cache);
}

bool isWanted(const Segment& segment, std::size_t token)
{
    return segment.rows == LogitRows::All
        || (segment.rows == LogitRows::Last && token + 1 == segment.tokens.size());
}

Result<void> checkTokens(const Segment& segment, std::int64_t vocabulary)
{
    for (const TokenId token : segment.tokens) {
        if (token < 0 || token >= vocabulary) {
            return fail(ErrorCode::InvalidInput,
                fmt::format(
                    "Token id {} is not in the vocabulary of {} tokens.", token, vocabulary));
        }
    }
    return {};
}

Result<void> checkSpace(const KvCache& cache, std::size_t tokens)
{
    if (static_cast<std::int64_t>(tokens) > cache.capacity() - cache.length()) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The cache holds {} positions; {} more exceed its capacity of {}. Load "
                        "the model with a longer context or shorten the text.",
                cache.length(), tokens, cache.capacity()));
    }
    return {};
}

} // namespace

std::uint32_t columnClassFor(std::size_t columns)
{
    std::uint32_t chosen = columnClasses.front();
    for (const std::uint32_t size : columnClasses) {
        if (columns * filledDenominator >= size * filledNumerator) {
            chosen = size;
        }
    }
    return chosen;
}

Result<void> checkSegments(
    std::span<const Segment> segments, const void* owner, std::int64_t vocabulary)
{
    for (const Segment& segment : segments) {
        const auto* cache = dynamic_cast<const VulkanKvCache*>(segment.cache);
        if (cache == nullptr || cache->owner() != owner) {
            return fail(ErrorCode::InvalidInput,
                "A segment's cache was not made by this model. Make it with createCache().");
        }
        TRY(checkTokens(segment, vocabulary));
    }
    return {};
}

Result<std::vector<SegmentColumn>> extendCaches(std::span<const Segment> segments)
{
    std::vector<SegmentColumn> columns;
    for (const Segment& segment : segments) {
        VulkanKvCache& cache = cacheOf(segment);
        TRY(checkSpace(cache, segment.tokens.size()));
        const std::int64_t first = cache.length();
        TRY(cache.extend(static_cast<std::int64_t>(segment.tokens.size())));
        for (std::size_t i = 0; i < segment.tokens.size(); ++i) {
            columns.push_back({.token = segment.tokens[i],
                .position = first + static_cast<std::int64_t>(i),
                .cache = &cache,
                .isWanted = isWanted(segment, i)});
        }
    }
    return columns;
}

ForwardUndo::ForwardUndo(std::span<const Segment> segments, std::vector<float>& logits)
    : m_segments(segments)
    , m_logits(logits)
    , m_logitsSize(logits.size())
{
    for (const Segment& segment : segments) {
        m_lengths.push_back(segment.cache->length());
    }
}

ForwardUndo::~ForwardUndo()
{
    if (m_isDone) {
        return;
    }
    for (std::size_t i = 0; i < m_segments.size(); ++i) {
        m_segments[i].cache->truncate(m_lengths[i]);
    }
    m_logits.resize(m_logitsSize);
}

} // namespace inference
