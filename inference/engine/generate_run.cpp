// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/generate_run.h"

#include "inference/engine/load_estimate.h"
#include "inference/engine/opened_model.h"
#include "inference/engine/prompt_reader.h"
#include "inference/engine/stopwatch.h"
#include "inference/sampling/sampler.h"
#include "inference/tokenizer/text_stream.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

Result<std::vector<TokenId>> promptTokens(
    const GenerateRequest& request, const ModelContents& contents)
{
    if (!request.prompt) {
        return request.tokens;
    }
    const auto tokenizer = TRY(contents.tokenizer);
    std::vector<TokenId> tokens;
    if (tokenizer->addBos() && tokenizer->bos()) {
        tokens.push_back(*tokenizer->bos());
    }
    const std::vector<TokenId> text = tokenizer->encode(*request.prompt, SpecialTokens::AsText);
    tokens.insert(tokens.end(), text.begin(), text.end());
    return tokens;
}

/// Reads the prompt with progress; the last row of logits is what comes next.
Result<void> readPrompt(OpenedModel& opened, KvCache& cache, Generated& result,
    std::vector<float>& logits, const core::ProgressSink& progress, const std::stop_token& stop)
{
    const Stopwatch watch;
    const auto total = static_cast<std::int64_t>(result.prompt.size());
    const auto report = [&](std::int64_t done) {
        if (progress) {
            progress({.phase = "reading", .done = done, .total = total});
        }
    };
    ReadingPace pace;
    TRY(readTokens(
        *opened.loaded, pace, cache, result.prompt, LogitRows::Last, logits, report, stop));
    result.usage.inputTokensComputed = total;
    result.usage.readUs = watch.microseconds();
    return {};
}

Result<void> generate(OpenedModel& opened, KvCache& cache, const GenerateRequest& request,
    Generated& result, std::vector<float>& logits, const TextSink& sink,
    const std::stop_token& stop)
{
    const Stopwatch watch;
    const Tokenizer* tokenizer =
        opened.contents.tokenizer ? opened.contents.tokenizer->get() : nullptr;
    Sampler sampler(request.sampling);
    TextStream stream;
    const auto give = [&](const std::string& text) {
        result.text += text;
        if (sink && !text.empty()) {
            sink(text);
        }
    };
    for (std::int64_t i = 0; i < request.predict; ++i) {
        const TokenId id = TRY(sampler.sample(logits, cache.length()));
        if (tokenizer != nullptr && tokenizer->isEndOfText(id)) {
            result.ended = true;
            break;
        }
        result.tokens.push_back(id);
        if (tokenizer != nullptr) {
            give(stream.add(tokenizer->piece(id)));
        }
        if (i + 1 < request.predict) {
            TRY(readToken(*opened.loaded, cache, id, logits, stop));
        }
    }
    give(stream.finish());
    result.usage.outputTokens = static_cast<std::int64_t>(result.tokens.size());
    result.usage.generateUs = watch.microseconds();
    return {};
}

} // namespace

Result<Generated> runGenerate(const BackendRegistry& backends, const GenerateRequest& request,
    const TextSink& text, const core::ProgressSink& progress, const std::stop_token& stop)
{
    OpenedModel opened = TRY(
        openModel(backends, request.file, request.options, availableMemoryBytes(), progress, stop));
    Generated result;
    result.device = opened.device.name;
    result.prompt = TRY(promptTokens(request, opened.contents));
    if (result.prompt.empty()) {
        return fail(ErrorCode::InvalidInput,
            "There is nothing to continue. Give a prompt or at least one token.");
    }
    const std::int64_t needed = static_cast<std::int64_t>(result.prompt.size()) + request.predict;
    if (needed > opened.estimate.contextTokens) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} tokens of prompt and {} to generate do not fit a context of {}. "
                        "Shorten one of them or ask for a longer context.",
                result.prompt.size(), request.predict, opened.estimate.contextTokens));
    }
    auto cache = TRY(opened.loaded->createCache(needed, opened.kvType));
    std::vector<float> logits;
    TRY(readPrompt(opened, *cache, result, logits, progress, stop));
    TRY(generate(opened, *cache, request, result, logits, text, stop));
    TRY(opened.contents.model->mapping->checkUnchanged());
    return result;
}

} // namespace inference
