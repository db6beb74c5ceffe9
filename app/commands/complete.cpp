// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/conversation_file.h"
#include "app/commands/engine_options.h"
#include "app/commands/parameters.h"
#include "app/commands/progress_line.h"
#include "app/context.h"
#include "app/print.h"
#include "core/base/durable_file.h"
#include "core/base/places.h"
#include "core/model/chat_json.h"
#include "core/model/model_file.h"
#include "core/model/model_library.h"
#include "core/text/schema/schema_check.h"
#include "core/text/schema/schema_limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace app {

namespace {

using core::ErrorCode;
using core::Json;
using core::Result;

constexpr std::int64_t predictMax = 1'000'000;

struct ChosenModel {
    std::filesystem::path file;
    std::string fingerprint;
};

Result<core::ModelEntry> onlyModel(const core::ModelLibrary& library)
{
    const auto entries = TRY(library.list());
    if (entries.empty()) {
        return core::fail(ErrorCode::NotFound,
            "No model is imported. Give one with --model FILE, or import one: holdfast models "
            "import FILE");
    }
    if (entries.size() > 1) {
        std::vector<std::string> names;
        for (const core::ModelEntry& entry : entries) {
            names.push_back(entry.name);
        }
        return core::fail(ErrorCode::InvalidInput,
            fmt::format("{} models are imported. Choose one with --model: {}.", entries.size(),
                fmt::join(names, ", ")));
    }
    return entries.front();
}

Result<ChosenModel> chooseModel(
    Context& context, const Arguments& arguments, const core::ProgressSink& progress)
{
    core::SystemClock clock;
    core::ModelLibrary library(core::dataPlace(), {context.provider(), clock, context.ids()});
    const auto reference = arguments.value("model");
    if (!reference) {
        const auto entry = TRY(library.verify(TRY(onlyModel(library)), progress, context.stop()));
        return ChosenModel{entry.path, entry.fingerprint};
    }
    const std::filesystem::path file = absolutePath(*reference);
    for (const std::string& name : {*reference, file.native()}) {
        if (const auto found = library.find(name)) {
            const auto entry = TRY(library.verify(*found, progress, context.stop()));
            return ChosenModel{entry.path, entry.fingerprint};
        }
    }
    std::error_code code;
    if (!std::filesystem::exists(file, code)) {
        return core::fail(ErrorCode::NotFound,
            fmt::format(
                "'{}' is no file and no imported model. See: holdfast models list", *reference));
    }
    const auto reading = TRY(core::readFingerprint(file, progress, context.stop()));
    return ChosenModel{file, reading.fingerprint};
}

/// --schema: a file with the JSON Schema that the answer keeps to.
Result<std::shared_ptr<const core::Schema>> schemaOf(const Arguments& arguments)
{
    const auto file = arguments.value("schema");
    if (!file) {
        return std::shared_ptr<const core::Schema>();
    }
    const std::string text = TRY(core::readWholeFile(*file, core::schema::limits::textBytesMax));
    return std::make_shared<const core::Schema>(TRY(core::Schema::parse(text)));
}

/// An answer that broke off is no value of its schema, and must not look like one.
void reportIncomplete(const core::ModelRequest& request, const core::ModelResponse& response)
{
    if (!request.responseSchema || response.finish != core::FinishReason::Length) {
        return;
    }
    const auto value = core::parseJson(response.text);
    if (!value || !core::checkAgainst(*request.responseSchema, *value)) {
        printError(fmt::format("the JSON is incomplete: the answer reached its {} tokens. Allow "
                               "more with --predict.",
            response.usage.outputTokens));
    }
}

Result<Json> complete(Context& context, const Arguments& arguments)
{
    core::ModelRequest request = TRY(core::chatRequestFromJson(TRY(conversationOf(arguments))));
    request.responseSchema = TRY(schemaOf(arguments));
    request.sampling = TRY(samplingOf(arguments));
    request.outputTokensMax = static_cast<std::int32_t>(
        TRY(arguments.integer("predict", 1, predictMax)).value_or(request.outputTokensMax));
    if (request.now.empty()) {
        request.now = startOfDay();
    }
    const core::LoadOptions options = TRY(engineOptionsOf(arguments, KvDefault::F16));
    ProgressLine line;
    const ChosenModel chosen = TRY(chooseModel(context, arguments, line.sink()));
    const auto model = TRY(context.provider().load(
        chosen.file, chosen.fingerprint, options, line.sink(), context.stop()));
    const core::ModelResponse response = TRY(model->respond(request, {}, context.stop()));
    reportIncomplete(request, response);
    return core::chatAnswerToJson(response);
}

void printAnswer(const Json& answer)
{
    if (const std::string notice = textOf(answer, "notice"); !notice.empty()) {
        std::fprintf(stderr, "%s\n", printable(notice).c_str());
    }
    if (!textOf(answer, "content").empty()) {
        printLine(printable(answer["content"].get_ref<const std::string&>()));
    }
    for (const Json& call : answer["tool_calls"]) {
        printLine(printable(fmt::format(
            "{} {}", textOf(call["function"], "name"), textOf(call["function"], "arguments"))));
    }
}

} // namespace

std::vector<Command> completeCommands()
{
    return {{.words = "complete",
        .summary = "One answer to a conversation, without keeping anything",
        .options = {{"model", "MODEL",
                        "a GGUF file, or an imported model's id or name (default: the only one)"},
            messagesOption(), {"schema", "FILE", "a JSON Schema: the answer is JSON that keeps it"},
            {"predict", "N", "the most tokens to generate (default 1024)"},
            {"temperature", "X", "0 to 5, 0 is greedy (default 0.8)"},
            {"top-k", "N", "0 is off (default 40)"}, {"top-p", "X", "1 is off (default 0.95)"},
            {"min-p", "X", "0 is off (default 0.05)"}, {"seed", "S", "of the noise"},
            deviceOption(), {"context", "N", "tokens of context"},
            {"kv", "TYPE", "keys and values: f16 (default) or f32"}, threadsOption()},
        .details =
            "The conversation: {\"messages\": [{\"role\": …, \"content\": …}, …], "
            "\"tools\": [{\"type\":\n\"function\", \"function\": {…}}, …], \"tool_choice\": "
            "\"auto\", \"now\": "
            "\"YYYY-MM-DDTHH:MM:SS\"}; other members are variables of\nthe model's template. "
            "--json prints {content, reasoning_content, tool_calls, finish_reason,\nusage}, and "
            "notice when another device had to take over.",
        .run = complete,
        .print = printAnswer}};
}

} // namespace app
