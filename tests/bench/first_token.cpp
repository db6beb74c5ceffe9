// SPDX-License-Identifier: Apache-2.0
// From a request to its first token, in a process that has the model loaded and nothing else:
// first_token MODEL TOKENS [DEVICE]. What is kept lies below XDG_CACHE_HOME. Prints one JSON line.
#include "inference/engine/engine_provider.h"
#include "inference/engine/stopwatch.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

using namespace inference;

namespace {

/// Words that no run of the tokenizer makes one of.
std::string someText(std::int64_t words)
{
    std::string text;
    std::uint32_t state = 1;
    for (std::int64_t i = 0; i < words; ++i) {
        state = state * 1664525U + 1013904223U;
        text += fmt::format("{}{} ", static_cast<char>('a' + (state >> 24U) % 26), state >> 28U);
    }
    return text;
}

/// A text of so many tokens, or a few more.
std::string textOfTokens(core::LanguageModel& model, std::int64_t tokens)
{
    std::int64_t few = 1;
    std::int64_t many = tokens;
    while (few < many) {
        const std::int64_t middle = (few + many) / 2;
        const auto count = model.countTokens(someText(middle));
        (count && *count < tokens ? few : many) = count && *count < tokens ? middle + 1 : middle;
    }
    return someText(few);
}

int report(const core::Error& error)
{
    std::fprintf(stderr, "%s\n", error.message.c_str());
    return 1;
}

int measure(const std::string& path, std::int64_t tokens, const std::string& device)
{
    EngineProvider provider;
    const std::string fingerprint = fmt::format("bench {}", path);
    const auto model =
        provider.load(path, fingerprint, {.device = device, .contextTokens = tokens + 64}, {}, {});
    if (!model) {
        return report(model.error());
    }
    core::ModelRequest request;
    request.sessionKey = "bench";
    request.messages.push_back(
        {.role = core::ModelMessage::Role::User, .text = textOfTokens(**model, tokens - 1)});
    request.sampling.temperature = 0;
    request.outputTokensMax = 1;
    const Stopwatch watch;
    std::int64_t firstUs = 0;
    const auto answer = (*model)->respond(request,
        [&](const core::ModelProgress& progress) {
            if (progress.phase == core::ModelProgress::Phase::Generating && firstUs == 0) {
                firstUs = watch.microseconds();
            }
        },
        {});
    if (!answer) {
        return report(answer.error());
    }
    std::printf("{\"computed\": %lld, \"cached\": %lld, \"ms\": %.2f, \"read_ms\": %.2f}\n",
        static_cast<long long>(answer->usage.inputTokensComputed),
        static_cast<long long>(answer->usage.inputTokensCached), double(firstUs) / 1000,
        double(answer->usage.readUs) / 1000);
    return 0;
}

} // namespace

int main(int count, char** values)
{
    const std::string_view number = count >= 3 ? values[2] : "";
    std::int64_t tokens = 0;
    const auto [end, error] = std::from_chars(number.begin(), number.end(), tokens);
    if (error != std::errc() || end != number.end() || tokens < 2 || tokens > 1'000'000) {
        std::fputs("usage: first_token MODEL TOKENS [DEVICE]\n", stderr);
        return 2;
    }
    return measure(values[1], tokens, count >= 4 ? values[3] : "cpu");
}
