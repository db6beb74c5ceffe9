// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/logits_run.h"

#include "inference/engine/load_estimate.h"
#include "inference/engine/opened_model.h"
#include "inference/engine/prompt_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

Result<void> requireFinite(const Logits& logits)
{
    for (std::size_t i = 0; i < logits.values.size(); ++i) {
        if (!std::isfinite(logits.values[i])) {
            return fail({.code = ErrorCode::Corrupt,
                .message = fmt::format("The logit of token {} in row {} is {}. The model's weights "
                                       "are damaged; get the file again.",
                    i % static_cast<std::size_t>(logits.vocabulary),
                    i / static_cast<std::size_t>(logits.vocabulary), logits.values[i]),
                .detail = "E_NUMERIC"});
        }
    }
    return {};
}

} // namespace

Result<Logits> runLogits(const BackendRegistry& backends, const LogitsRequest& request,
    const core::ProgressSink& progress, const std::stop_token& stop)
{
    if (request.tokens.empty()) {
        return fail(ErrorCode::InvalidInput, "There are no tokens. Give at least one.");
    }
    const auto count = static_cast<std::int64_t>(request.tokens.size());
    core::LoadOptions options = request.options;
    options.contextTokens = count;
    OpenedModel opened =
        TRY(openModel(backends, request.file, options, availableMemoryBytes(), progress, stop));
    Logits logits{.rows = count,
        .vocabulary = opened.contents.model->parameters.vocabulary,
        .values = {},
        .device = opened.device.name};
    if (count > logitsBytesMax / 4 / logits.vocabulary) {
        return fail(ErrorCode::LimitReached,
            fmt::format("Logits of {} tokens for a vocabulary of {} were asked for; {} bytes are "
                        "allowed at a time. Give fewer tokens.",
                count, logits.vocabulary, logitsBytesMax));
    }
    auto cache = TRY(opened.loaded->createCache(count, opened.kvType));
    const auto report = [&](std::int64_t done) {
        if (progress) {
            progress({.phase = "reading", .done = done, .total = count});
        }
    };
    ReadingPace pace;
    TRY(readTokens(
        *opened.loaded, pace, *cache, request.tokens, LogitRows::All, logits.values, report, stop));
    TRY(opened.contents.model->mapping->checkUnchanged());
    TRY(requireFinite(logits));
    return logits;
}

} // namespace inference
