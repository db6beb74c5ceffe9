// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/prompt_reader.h"

#include <algorithm>
#include <chrono>

namespace inference {

using core::Result;

namespace {

/// A big model on a slow machine needs smaller chunks to stop in time.
constexpr std::chrono::milliseconds layerTimeMax{100};
constexpr std::size_t chunkTokensMin = 8;
constexpr std::size_t chunkTokensFirst = 32; ///< while nobody knows how long a layer takes

/// The next chunk's size from how long a layer of the last one took.
std::size_t nextChunk(std::size_t chunk, std::chrono::nanoseconds spent, std::size_t layers)
{
    const auto perLayer = spent / static_cast<std::int64_t>(layers);
    if (perLayer > layerTimeMax) {
        return std::max(chunk / 2, chunkTokensMin);
    }
    return perLayer * 2 < layerTimeMax
        ? std::min(chunk * 2, static_cast<std::size_t>(chunkTokensMax))
        : chunk;
}

} // namespace

Result<void> readTokens(LoadedModel& model, KvCache& cache, std::span<const TokenId> tokens,
    LogitRows rows, std::vector<float>& logits, const TokensDone& done, const std::stop_token& stop)
{
    const std::size_t layers = model.model().layers.size();
    std::size_t chunk = chunkTokensFirst;
    for (std::size_t at = 0; at < tokens.size();) {
        const std::size_t count = std::min(chunk, tokens.size() - at);
        const bool isLast = at + count == tokens.size();
        const bool skipsRows = rows == LogitRows::Last && !isLast;
        const Segment segment{.cache = &cache,
            .tokens = tokens.subspan(at, count),
            .rows = skipsRows ? LogitRows::None : rows};
        const auto begin = std::chrono::steady_clock::now();
        TRY(model.forward({&segment, 1}, logits, stop));
        chunk = nextChunk(chunk, std::chrono::steady_clock::now() - begin, layers);
        at += count;
        if (done) {
            done(static_cast<std::int64_t>(at));
        }
    }
    return {};
}

} // namespace inference
