// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/model/model_provider.h"
#include "inference/backend/backend.h"
#include "inference/engine/backend_registry.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// What `holdfast generate` asks for: a continuation of a text or of tokens, without roles.
struct GenerateRequest {
    std::filesystem::path file;
    /// A text; begins with the model's begin token if it has one.
    std::optional<std::string> prompt = {};
    std::vector<TokenId> tokens = {}; ///< used as they are when there is no text
    std::int64_t predict = 128; ///< the most tokens to generate
    core::SamplingOptions sampling = {};
    core::LoadOptions options = {}; ///< contextTokens 0: what prompt and answer need
};

/// What was generated.
struct Generated {
    std::vector<TokenId> prompt;
    std::vector<TokenId> tokens; ///< generated ones, without the token that ended the text
    std::string text; ///< valid UTF-8; empty when the model's tokenizer is not known here
    bool ended = false; ///< the model ended the text, else the limit did
    core::ModelUsage usage;
    std::string device;
};

/// New text while it is generated, valid UTF-8.
using TextSink = std::function<void(std::string_view)>;

/// Generates. Progress is phase "loading" in bytes, then "reading" in tokens. InvalidInput for no
/// prompt at all, LimitReached when prompt and answer exceed the context, Cancelled on a stop.
core::Result<Generated> runGenerate(const BackendRegistry& backends, const GenerateRequest& request,
    const TextSink& text, const core::ProgressSink& progress, const std::stop_token& stop);

} // namespace inference
