// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/bench_run.h"

#include "inference/engine/load_estimate.h"
#include "inference/engine/opened_model.h"
#include "inference/engine/prompt_reader.h"
#include "inference/engine/stopwatch.h"
#include "inference/sampling/philox.h"

#include <algorithm>
#include <vector>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::int64_t repeatsMax = 1000;
constexpr std::uint64_t tokenSeed = 1;
constexpr double microsecondsPerSecond = 1e6;

std::vector<TokenId> benchTokens(std::int64_t count, std::int64_t vocabulary)
{
    std::vector<TokenId> tokens;
    for (std::int64_t i = 0; i < count; ++i) {
        const double share = uniformAt(tokenSeed, static_cast<std::uint64_t>(i));
        tokens.push_back(static_cast<TokenId>(share * static_cast<double>(vocabulary)));
    }
    return tokens;
}

double rateOf(std::int64_t tokens, const Stopwatch& watch)
{
    const auto spent = static_cast<double>(std::max<std::int64_t>(watch.microseconds(), 1));
    return static_cast<double>(tokens) * microsecondsPerSecond / spent;
}

BenchRate summarize(std::vector<double> rates)
{
    if (rates.empty()) {
        return {};
    }
    std::sort(rates.begin(), rates.end());
    const std::size_t middle = rates.size() / 2;
    const double median =
        rates.size() % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    return {.min = rates.front(), .median = median, .max = rates.back()};
}

/// Both parts of a round, on one cache that each begins empty.
class Bench {
public:
    Bench(OpenedModel& opened, KvCache& cache, const std::vector<TokenId>& tokens)
        : m_opened(opened)
        , m_cache(cache)
        , m_tokens(tokens)
    {
    }

    Result<double> prefill(std::int64_t count, const std::stop_token& stop)
    {
        m_cache.truncate(0);
        m_logits.clear();
        const Stopwatch watch;
        const auto tokens = std::span(m_tokens).first(static_cast<std::size_t>(count));
        TRY(readTokens(
            *m_opened.loaded, m_pace, m_cache, tokens, LogitRows::Last, m_logits, {}, stop));
        return rateOf(count, watch);
    }

    Result<double> decode(std::int64_t count, const std::stop_token& stop)
    {
        m_cache.truncate(0);
        const Stopwatch watch;
        for (std::int64_t i = 0; i < count; ++i) {
            const TokenId token = m_tokens[static_cast<std::size_t>(i)];
            TRY(readToken(*m_opened.loaded, m_cache, token, m_logits, stop));
        }
        return rateOf(count, watch);
    }

private:
    OpenedModel& m_opened;
    KvCache& m_cache;
    const std::vector<TokenId>& m_tokens;
    std::vector<float> m_logits;
    ReadingPace m_pace; ///< learnt in the unmeasured round
};

Result<void> checkRequest(const BenchRequest& request)
{
    if (request.prefill < 0 || request.decode < 0 || request.prefill + request.decode == 0
        || request.repeats < 1 || request.repeats > repeatsMax)
    {
        return fail(ErrorCode::InvalidInput,
            "There is nothing to measure. Ask for at least one token to prefill or decode, and 1 "
            "to 1000 repeats.");
    }
    return {};
}

} // namespace

Result<BenchResult> runBench(const BackendRegistry& backends, const BenchRequest& request,
    const core::ProgressSink& progress, const std::stop_token& stop)
{
    TRY(checkRequest(request));
    const std::int64_t context = std::max(request.prefill, request.decode);
    core::LoadOptions options = request.options;
    options.contextTokens = context;
    OpenedModel opened =
        TRY(openModel(backends, request.file, options, availableMemoryBytes(), progress, stop));
    auto cache = TRY(opened.loaded->createCache(context, opened.kvType));
    const auto tokens = benchTokens(context, opened.contents.model->parameters.vocabulary);
    Bench bench(opened, *cache, tokens);
    std::vector<double> prefill;
    std::vector<double> decode;
    for (std::int64_t round = 0; round <= request.repeats; ++round) {
        if (request.prefill > 0) {
            prefill.push_back(TRY(bench.prefill(request.prefill, stop)));
        }
        if (request.decode > 0) {
            decode.push_back(TRY(bench.decode(request.decode, stop)));
        }
        if (round == 0) { // the unmeasured one
            prefill.clear();
            decode.clear();
        }
        if (progress) {
            progress({.phase = "measuring", .done = round, .total = request.repeats});
        }
    }
    return BenchResult{.prefill = summarize(std::move(prefill)),
        .decode = summarize(std::move(decode)),
        .device = opened.device.name,
        .deviceTitle = opened.device.title,
        .threads = options.threads,
        .weightsBytes = opened.contents.fileBytes};
}

} // namespace inference
