// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/backend/backend.h"
#include "inference/engine/backend_registry.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

namespace inference {

/// The most bytes of logits that one run gives.
constexpr std::int64_t logitsBytesMax = std::int64_t{4} * 1024 * 1024 * 1024;

struct LogitsRequest {
    std::filesystem::path file;
    std::vector<TokenId> tokens = {};
    core::LoadOptions options = {}; ///< contextTokens is not used: the tokens decide
};

/// The logits behind each token: row r tells what follows tokens 0 to r.
struct Logits {
    std::int64_t rows = 0;
    std::int64_t vocabulary = 0;
    std::vector<float> values; ///< rows x vocabulary
    std::string device;
};

/// Computes logits of given tokens: `holdfast logits`. Needs no tokenizer. Progress is phase
/// "loading" in bytes, then "reading" in tokens. InvalidInput for no tokens or a token outside the
/// vocabulary, LimitReached for too many, Corrupt with E_NUMERIC when a logit is not finite.
core::Result<Logits> runLogits(const BackendRegistry& backends, const LogitsRequest& request,
    const core::ProgressSink& progress, const std::stop_token& stop);

} // namespace inference
