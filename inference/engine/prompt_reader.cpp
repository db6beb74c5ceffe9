// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/prompt_reader.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

/// Half of what a stop may take, because passes are not all alike.
constexpr std::chrono::nanoseconds layerTimeMax = std::chrono::milliseconds(100);

/// Passes of fewer tokens teach nothing.
constexpr std::size_t tokensTeachingMin = 4;

} // namespace

void ReadingPace::learn(std::size_t tokens, std::size_t layers, std::chrono::nanoseconds spent)
{
    if (tokens < std::min(tokensTeachingMin, m_chunkTokens)) {
        return;
    }
    const auto units = static_cast<std::int64_t>(tokens * layers);
    const std::int64_t perTokenNs = std::max<std::int64_t>(spent.count() / units, 1);
    m_chunkTokens = static_cast<std::size_t>(
        std::clamp<std::int64_t>(layerTimeMax.count() / perTokenNs, 1, chunkTokensMax));
}

Result<void> readTokens(LoadedModel& model, ReadingPace& pace, KvCache& cache,
    std::span<const TokenId> tokens, LogitRows rows, std::vector<float>& logits,
    const TokensDone& done, const std::stop_token& stop)
{
    const std::size_t layers = model.model().layers.size();
    for (std::size_t at = 0; at < tokens.size();) {
        const std::size_t count = std::min(pace.chunkTokens(), tokens.size() - at);
        const bool isLast = at + count == tokens.size();
        const bool skipsRows = rows == LogitRows::Last && !isLast;
        const Segment segment{.cache = &cache,
            .tokens = tokens.subspan(at, count),
            .rows = skipsRows ? LogitRows::None : rows};
        const auto begin = std::chrono::steady_clock::now();
        TRY(model.forward({&segment, 1}, logits, stop));
        pace.learn(count, layers, std::chrono::steady_clock::now() - begin);
        at += count;
        if (done) {
            done(static_cast<std::int64_t>(at));
        }
    }
    return {};
}

namespace {

/// How many tokens from `first` on go into one pass.
std::size_t passTokens(const ClassedTokens& tokens, std::size_t first, std::size_t chunk)
{
    const bool isDecode = tokens.classOf(first) == NumericClass::Decode;
    const std::size_t most = isDecode ? std::min<std::size_t>(chunk, decodeTokensMax) : chunk;
    std::size_t count = 1;
    while (count < most && first + count < tokens.tokens.size()
        && tokens.classOf(first + count) == tokens.classOf(first))
    {
        ++count;
    }
    return count;
}

} // namespace

Result<void> readTokens(LoadedModel& model, ReadingPace& pace, KvCache& cache,
    const ClassedTokens& tokens, std::vector<float>& logits, const TokensDone& done,
    const std::stop_token& stop)
{
    if (tokens.classes.empty()) {
        return readTokens(model, pace, cache, tokens.tokens, LogitRows::Last, logits, done, stop);
    }
    for (std::size_t at = 0; at < tokens.tokens.size();) {
        const std::size_t count = passTokens(tokens, at, pace.chunkTokens());
        const bool isLast = at + count == tokens.tokens.size();
        const Segment segment{.cache = &cache,
            .tokens = tokens.tokens.subspan(at, count),
            .rows = isLast ? LogitRows::Last : LogitRows::None,
            .numericClass = tokens.classOf(at)};
        const auto begin = std::chrono::steady_clock::now();
        TRY(model.forward({&segment, 1}, logits, stop));
        if (segment.numericClass == NumericClass::Prefill) {
            const std::size_t layers = model.model().layers.size();
            pace.learn(count, layers, std::chrono::steady_clock::now() - begin);
        }
        at += count;
        if (done) {
            done(static_cast<std::int64_t>(at));
        }
    }
    return {};
}

Result<void> readToken(LoadedModel& model, KvCache& cache, TokenId token,
    std::vector<float>& logits, const std::stop_token& stop)
{
    logits.clear();
    const Segment segment{.cache = &cache,
        .tokens = {&token, 1},
        .rows = LogitRows::Last,
        .numericClass = NumericClass::Decode};
    return model.forward({&segment, 1}, logits, stop);
}

} // namespace inference
