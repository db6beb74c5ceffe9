// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/engine_options.h"
#include "app/commands/parameters.h"
#include "app/commands/progress_line.h"
#include "app/context.h"
#include "app/print.h"
#include "core/base/durable_file.h"
#include "inference/engine/backend_registry.h"
#include "inference/engine/bench_run.h"
#include "inference/engine/generate_run.h"
#include "inference/engine/logits_run.h"
#include "inference/gguf/gguf_file.h"
#include "inference/tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <cstdio>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::size_t textBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::int64_t predictMax = 1'000'000;
constexpr std::int64_t benchTokensMax = 1'000'000;
constexpr std::int64_t repeatsMax = 100;

Result<std::string> textOf(const Arguments& arguments)
{
    const auto text = arguments.value("text");
    const auto file = arguments.value("text-file");
    if (text.has_value() == file.has_value()) {
        return core::fail(usageError("Give the text by one of --text and --text-file."));
    }
    if (file) {
        return *file == "-" ? textOrStdin("-", textBytesMax)
                            : core::readWholeFile(*file, textBytesMax);
    }
    return *text;
}

Result<Json> tokenize(Context& context, const Arguments& arguments)
{
    const std::string text = TRY(textOf(arguments));
    const auto path = TRY(modelFileOf(context, arguments));
    const auto file = TRY(inference::GgufFile::open(path));
    const auto tokenizer = TRY(inference::Tokenizer::create(file));
    const auto special = arguments.has("special") ? inference::SpecialTokens::Parse
                                                  : inference::SpecialTokens::AsText;
    return Json{{"tokens", tokenizer->encode(text, special)}};
}

Result<Json> logits(Context& context, const Arguments& arguments)
{
    const auto out = arguments.value("out");
    if (!out) {
        return core::fail(usageError("--out is missing: the file for the logits."));
    }
    const auto tokens = TRY(tokensOf(arguments));
    if (!tokens) {
        return core::fail(usageError("--tokens is missing: numbers with commas."));
    }
    const core::LoadOptions options = TRY(engineOptionsOf(arguments, KvDefault::F32));
    const inference::LogitsRequest request{
        .file = TRY(modelFileOf(context, arguments)), .tokens = *tokens, .options = options};
    ProgressLine line;
    const inference::Logits result = TRY(inference::runLogits(
        inference::BackendRegistry::create(), request, line.sink(), context.stop()));
    TRY(writeLogits(*out, result));
    return Json{{"rows", result.rows}, {"vocabulary", result.vocabulary}, {"device", result.device},
        {"out", *out}};
}

Result<Json> generate(Context& context, const Arguments& arguments)
{
    inference::GenerateRequest request;
    request.prompt = arguments.value("prompt");
    request.sampling = TRY(samplingOf(arguments));
    request.options = TRY(engineOptionsOf(arguments, KvDefault::F16));
    const auto tokens = TRY(tokensOf(arguments));
    if (tokens.has_value() == request.prompt.has_value()) {
        return core::fail(usageError("Give what to continue by one of --prompt and --tokens."));
    }
    request.tokens = tokens.value_or(std::vector<inference::TokenId>{});
    request.predict = TRY(arguments.integer("predict", 1, predictMax)).value_or(request.predict);
    request.file = TRY(modelFileOf(context, arguments));
    const bool isStreamed = !context.isJson();
    const auto show = [&](std::string_view text) {
        if (isStreamed) {
            const std::string safe = printable(text);
            std::fwrite(safe.data(), 1, safe.size(), stdout);
            std::fflush(stdout);
        }
    };
    const inference::Generated result = TRY(inference::runGenerate(
        inference::BackendRegistry::create(), request, show, {}, context.stop()));
    if (isStreamed) {
        printLine("");
    }
    return Json{{"text", result.text}, {"prompt_tokens", result.prompt}, {"tokens", result.tokens},
        {"ended", result.ended}, {"device", result.device},
        {"usage",
            {{"computed", result.usage.inputTokensComputed},
                {"cached", result.usage.inputTokensCached}, {"output", result.usage.outputTokens},
                {"read_us", result.usage.readUs}, {"generate_us", result.usage.generateUs}}}};
}

Json toJson(const inference::BenchRate& rate)
{
    return {{"min", rate.min}, {"median", rate.median}, {"max", rate.max}};
}

Result<Json> bench(Context& context, const Arguments& arguments)
{
    inference::BenchRequest request;
    request.options = TRY(engineOptionsOf(arguments, KvDefault::F16));
    request.prefill =
        TRY(arguments.integer("prefill", 0, benchTokensMax)).value_or(request.prefill);
    request.decode = TRY(arguments.integer("decode", 0, benchTokensMax)).value_or(request.decode);
    request.repeats = TRY(arguments.integer("repeats", 1, repeatsMax)).value_or(request.repeats);
    request.file = TRY(modelFileOf(context, arguments));
    ProgressLine line;
    const inference::BenchResult result = TRY(inference::runBench(
        inference::BackendRegistry::create(), request, line.sink(), context.stop()));
    return Json{{"device", result.device}, {"device_title", result.deviceTitle},
        {"threads", result.threads}, {"weights_bytes", result.weightsBytes},
        {"prefill_tokens", request.prefill}, {"decode_tokens", request.decode},
        {"prefill", toJson(result.prefill)}, {"decode", toJson(result.decode)}};
}

void printTokens(const Json& answer)
{
    std::string line;
    for (const Json& id : answer["tokens"]) {
        line += fmt::format("{}{}", line.empty() ? "" : " ", id.get<std::int64_t>());
    }
    printLine(line);
}

void printLogits(const Json& answer)
{
    printLine(fmt::format("{} rows of {} logits from {} in {}", app::textOf(answer, "rows"),
        app::textOf(answer, "vocabulary"), app::textOf(answer, "device"),
        app::textOf(answer, "out")));
}

void printBench(const Json& answer)
{
    printLine(app::textOf(answer, "device_title"));
    for (const char* name : {"prefill", "decode"}) {
        const Json& rate = answer[name];
        printLine(fmt::format("{} tokens/s: min {:.1f}, median {:.1f}, max {:.1f}", name,
            rate["min"].get<double>(), rate["median"].get<double>(), rate["max"].get<double>()));
    }
}

std::vector<Option> optionsWith(std::vector<Option> own)
{
    own.insert(own.begin(), {"model", "MODEL", "a GGUF file, or an imported model's id or name"});
    return own;
}

std::vector<Command> measuringCommands()
{
    return {{.words = "logits",
                .summary = "The logits behind each of given tokens, in a file",
                .options = optionsWith({{"tokens", "1,2,3", "token ids"}, deviceOption(),
                    {"out", "FILE", "where they go"},
                    {"kv", "TYPE", "keys and values: f32 (default) or f16"}, threadsOption()}),
                .details = "The file: int32 rows, int32 vocabulary, float32 rows*vocabulary, "
                           "little-endian.",
                .run = logits,
                .print = printLogits},
        {.words = "bench",
            .summary = "How many tokens a second a model reads and writes",
            .options = optionsWith({{"prefill", "N", "tokens of prompt (default 512, 0: none)"},
                {"decode", "N", "tokens one by one (default 128, 0: none)"}, deviceOption(),
                {"repeats", "N", "measured rounds (default 3)"},
                {"kv", "TYPE", "keys and values: f16 (default) or f32"}, threadsOption()}),
            .run = bench,
            .print = printBench}};
}

} // namespace

std::vector<Command> engineCommands()
{
    std::vector<Command> commands{
        {.words = "tokenize",
            .summary = "The token ids of a text, on one line",
            .options = optionsWith({{"text-file", "FILE", "the text; - reads stdin"},
                {"text", "TEXT", "the text itself"},
                {"special", "", "control tokens in the text mean themselves"}}),
            .details = "No begin or end tokens are added.",
            .run = tokenize,
            .print = printTokens},
        {.words = "generate",
            .summary = "Continue a text or tokens, without roles",
            .options = optionsWith({{"prompt", "TEXT", "what to continue"},
                {"tokens", "1,2,3", "the same as token ids"},
                {"predict", "N", "the most tokens to generate (default 128)"},
                {"temperature", "X", "0 to 5, 0 is greedy (default 0.8)"},
                {"top-k", "N", "0 is off (default 40)"}, {"top-p", "X", "1 is off (default 0.95)"},
                {"min-p", "X", "0 is off (default 0.05)"}, {"seed", "S", "of the noise"},
                deviceOption(), {"context", "N", "tokens of context (default: what is needed)"},
                {"kv", "TYPE", "keys and values: f16 (default) or f32"}, threadsOption()}),
            .run = generate}};
    const std::vector<Command> more = measuringCommands();
    commands.insert(commands.end(), more.begin(), more.end());
    return commands;
}

} // namespace app
