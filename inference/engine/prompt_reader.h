// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/backend/backend.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// The most tokens of one pass: a stop is looked for once a layer, and this many take well under
/// 200 ms a layer.
constexpr std::int64_t chunkTokensMax = 128;

/// How many tokens of a reading are done.
using TokensDone = std::function<void(std::int64_t)>;

/// Appends tokens to a cache in chunks and appends the wanted rows of logits to `logits`.
/// `done` may be empty; it is called after each chunk. On an error or a stop the cache holds the
/// chunks that were finished.
core::Result<void> readTokens(LoadedModel& model, KvCache& cache, std::span<const TokenId> tokens,
    LogitRows rows, std::vector<float>& logits, const TokensDone& done,
    const std::stop_token& stop);

} // namespace inference
