// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/engine/backend_registry.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace inference {

struct BenchRequest {
    std::filesystem::path file;
    std::int64_t prefill = 512; ///< tokens of prompt; 0 leaves it out
    std::int64_t decode = 128; ///< tokens one by one, from an empty context; 0 leaves it out
    std::int64_t repeats = 3;
    core::LoadOptions options = {}; ///< contextTokens is not used
};

/// Tokens per second over all repeats; zeros when it was left out.
struct BenchRate {
    double min = 0;
    double median = 0;
    double max = 0;
};

struct BenchResult {
    BenchRate prefill;
    BenchRate decode;
    std::string device; ///< "cpu"
    std::string deviceTitle;
    std::int64_t threads = 0; ///< as asked for; 0 is one a core
    std::int64_t weightsBytes = 0; ///< read once a decoded token, but for the rows of the embedding
};

/// Measures how fast a model runs, after one unmeasured round. Tokens come from a fixed sequence.
/// Progress is phase "loading" in bytes, then "measuring" in rounds. InvalidInput when there is
/// nothing to measure or it is beyond what the model was trained for.
core::Result<BenchResult> runBench(const BackendRegistry& backends, const BenchRequest& request,
    const core::ProgressSink& progress, const std::stop_token& stop);

} // namespace inference
