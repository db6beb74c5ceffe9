// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/classed_tokens.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// The most tokens of one pass.
constexpr std::int64_t chunkTokensMax = 128;

/// Learns how many tokens a pass may take, so that a stop, which is looked for once a layer, is
/// heard within 200 ms on slow devices, too. How tokens are cut into passes changes no logits.
/// Thread rule: one owner.
class ReadingPace {
public:
    [[nodiscard]] std::size_t chunkTokens() const { return m_chunkTokens; }

    /// Takes what a pass of `tokens` through `layers` took. One of few tokens teaches nothing:
    /// its time goes to reading the weights.
    void learn(std::size_t tokens, std::size_t layers, std::chrono::nanoseconds spent);

private:
    static constexpr std::size_t chunkTokensFirst =
        32; ///< so that what kept pages lack goes in one
    std::size_t m_chunkTokens = chunkTokensFirst;
};

/// How many tokens of a reading are done.
using TokensDone = std::function<void(std::int64_t)>;

/// The most tokens of one pass of NumericClass::Decode.
constexpr std::int64_t decodeTokensMax = 8;

/// Appends tokens to a cache in chunks and appends the wanted rows of logits to `logits`.
/// `done` may be empty; it is called after each chunk. On an error or a stop the cache holds the
/// chunks that were finished.
core::Result<void> readTokens(LoadedModel& model, ReadingPace& pace, KvCache& cache,
    std::span<const TokenId> tokens, LogitRows rows, std::vector<float>& logits,
    const TokensDone& done, const std::stop_token& stop);

/// The same, each token in its class, so that what was generated once comes out the same. Only the
/// last row of logits.
core::Result<void> readTokens(LoadedModel& model, ReadingPace& pace, KvCache& cache,
    const ClassedTokens& tokens, std::vector<float>& logits, const TokensDone& done,
    const std::stop_token& stop);

/// Appends one token in the class of generated ones, and puts what follows it in the place of
/// `logits`.
core::Result<void> readToken(LoadedModel& model, KvCache& cache, TokenId token,
    std::vector<float>& logits, const std::stop_token& stop);

} // namespace inference
