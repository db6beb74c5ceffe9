// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/parameters.h"
#include "app/commands/progress_line.h"
#include "app/context.h"
#include "app/print.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::int64_t contextTokensMax = std::int64_t{1} << 24U;
constexpr std::int64_t threadsMax = 1024;

Result<Json> inspectModel(Context& context, const Arguments& arguments)
{
    return context.provider().inspect(absolutePath(arguments.positional(0)));
}

Result<Json> importModel(Context& context, const Arguments& arguments)
{
    Json parameters{
        {"path", absolutePath(arguments.positional(0))}, {"copy", arguments.has("copy")}};
    putTexts(parameters, arguments, {{"name", "name"}});
    ProgressLine line;
    return context.callModels("models.import", parameters, line.sink());
}

Result<Json> listModels(Context& context, const Arguments&)
{
    return context.callModels("models.list", Json::object());
}

/// A path that is relative would mean another file to the process that answers.
std::string referenceOf(const Arguments& arguments)
{
    const std::string reference = arguments.positional(0);
    return reference.find('/') == std::string::npos ? reference : absolutePath(reference);
}

Result<Json> showModel(Context& context, const Arguments& arguments)
{
    return context.callModels("models.get", {{"model", referenceOf(arguments)}});
}

Result<Json> removeModel(Context& context, const Arguments& arguments)
{
    return context.callModels("models.remove", {{"model", referenceOf(arguments)}});
}

Result<Json> listDevices(Context& context, const Arguments&)
{
    return context.callModels("models.devices", Json::object());
}

Result<Json> loadParameters(const Arguments& arguments)
{
    Json parameters{{"model", referenceOf(arguments)}};
    putTexts(parameters, arguments, {{"device", "device"}, {"kv", "kv"}});
    if (const auto context = TRY(arguments.integer("context", 1, contextTokensMax))) {
        parameters["context_tokens"] = *context;
    }
    if (const auto threads = TRY(arguments.integer("threads", 1, threadsMax))) {
        parameters["threads"] = *threads;
    }
    return parameters;
}

Result<Json> estimateModel(Context& context, const Arguments& arguments)
{
    return context.callModels("models.estimate", TRY(loadParameters(arguments)));
}

/// Only a process that goes on has use for a loaded model.
Result<void> requireOwner(Context& context)
{
    TRY(context.workspace(Access::Existing));
    if (context.ownRuntime() != nullptr) {
        return core::fail(core::ErrorCode::Unavailable,
            "No window and no 'holdfast serve' has this workspace open, so there is nobody to "
            "keep a model loaded. A conversation loads its model by itself.");
    }
    return {};
}

Result<Json> loadModel(Context& context, const Arguments& arguments)
{
    TRY(requireOwner(context));
    ProgressLine line;
    return context.callModels("models.load", TRY(loadParameters(arguments)), line.sink());
}

Result<Json> unloadModel(Context& context, const Arguments& arguments)
{
    TRY(requireOwner(context));
    return context.callModels("models.unload", {{"model", referenceOf(arguments)}});
}

constexpr std::int64_t mebibyte = std::int64_t{1024} * 1024;
constexpr std::int64_t cacheMebibytesMax = std::int64_t{1} << 30;

Result<Json> useCache(Context& context, const Arguments& arguments)
{
    const std::string action = arguments.positional(0).empty() ? "show" : arguments.positional(0);
    if (action == "show" || action == "clear") {
        return context.callModels("models.cache." + action, Json::object());
    }
    const auto limit = TRY(arguments.integer("mib", 0, cacheMebibytesMax));
    if (action != "limit" || !limit) {
        return core::fail(
            usageError("Found '" + action + "'. Allowed is show, clear, or limit with --mib N."));
    }
    return context.callModels("models.cache.limit", {{"bytes", *limit * mebibyte}});
}

void printCache(const Json& cache)
{
    const auto size = [&](const char* name) {
        return sizeText(cache.value(name, std::int64_t(0)));
    };
    if (!cache.contains("place")) {
        printLine(fmt::format("Cleared {} pages, {}.", textOf(cache, "pages"), size("bytes")));
        return;
    }
    printFields({{"place", textOf(cache, "place")},
        {"on disk", fmt::format("{} in {} pages", size("bytes"), textOf(cache, "pages"))},
        {"quota", size("quota_bytes")},
        {"in memory",
            fmt::format("{} in {} pages", size("memory_bytes"), textOf(cache, "memory_pages"))},
        {"trouble", textOf(cache, "trouble")}});
}

void printFacts(const Json& facts)
{
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& [name, value] : facts.items()) {
        if (name == "chat" && value.is_object()) {
            for (const auto& [part, fact] : value.items()) {
                fields.emplace_back("chat " + part, textOf(value, part));
            }
        } else if (name != "metadata" && name != "tensors") {
            fields.emplace_back(name, textOf(facts, name));
        }
    }
    printFields(fields);
}

void printModel(const Json& model)
{
    printFields({{"id", textOf(model, "id")}, {"name", textOf(model, "name")},
        {"file", textOf(model, "path")}, {"present", textOf(model, "present")},
        {"size", sizeText(model.value("size_bytes", std::int64_t(0)))},
        {"architecture", textOf(model, "architecture")},
        {"parameters", textOf(model, "parameters")},
        {"quantization", textOf(model, "quantization")},
        {"context", textOf(model, "context_length")},
        {"chat template", textOf(model, "has_chat_template")},
        {"fingerprint", textOf(model, "fingerprint")}, {"state", textOf(model, "state")},
        {"device", textOf(model, "device")}, {"imported", timeOf(model, "imported_at_us")}});
}

void printModels(const Json& answer)
{
    printList(answer, {"ID", "NAME", "ARCHITECTURE", "QUANTIZATION", "SIZE", "STATE", "FILE"},
        [](const Json& model) -> std::vector<std::string> {
            const bool isPresent = model.value("present", false);
            return {textOf(model, "id"), textOf(model, "name"), textOf(model, "architecture"),
                textOf(model, "quantization"), sizeText(model.value("size_bytes", std::int64_t(0))),
                isPresent ? textOf(model, "state") : "missing", textOf(model, "path")};
        });
}

void printRemoved(const Json& answer)
{
    printLine(fmt::format("Removed {}; its file {}.", textOf(answer, "id"),
        answer.value("file_kept", true) ? "is where it was" : "was our copy and is gone"));
}

void printDevices(const Json& answer)
{
    printList(answer, {"NAME", "USABLE", "TITLE", "REASON"},
        [](const Json& device) -> std::vector<std::string> {
            return {textOf(device, "name"), textOf(device, "usable"), textOf(device, "title"),
                textOf(device, "reason")};
        });
}

void printEstimate(const Json& estimate)
{
    const auto size = [&](const char* name) {
        return sizeText(estimate.value(name, std::int64_t(0)));
    };
    printFields({{"device", textOf(estimate, "device")}, {"weights", size("weights_bytes")},
        {"keys and values", size("kv_bytes")}, {"work", size("work_bytes")},
        {"available", size("available_bytes")},
        {"context", textOf(estimate, "context_tokens") + " tokens"},
        {"fits", textOf(estimate, "fits")}});
}

std::vector<Command> loadingCommands(const Positional& model)
{
    const std::vector<Option> options{
        {"device", "DEVICE", "auto (default), cpu, vulkan or reference"},
        {"context", "N", "tokens of context"}, {"kv", "TYPE", "keys and values: f16 or f32"},
        {"threads", "N", "default: one a core"}};
    return {{.words = "models estimate",
                .summary = "What loading a model would take",
                .positionals = {model},
                .options = options,
                .run = estimateModel,
                .print = printEstimate},
        {.words = "models load",
            .summary = "Load a model in the process that has the workspace open",
            .positionals = {model},
            .options = options,
            .run = loadModel,
            .print = printModel},
        {.words = "models unload",
            .summary = "Free a model's memory there",
            .positionals = {model},
            .run = unloadModel,
            .print = printModel}};
}

} // namespace

std::vector<Command> modelCommands()
{
    const Positional file{"FILE", "a GGUF file"};
    const Positional model{"MODEL", "an imported model's id, name or path"};
    std::vector<Command> commands{
        {.words = "models inspect",
            .summary = "The facts of a GGUF file, or what is wrong with it and where",
            .positionals = {file},
            .run = inspectModel,
            .print = printFacts},
        {.words = "models import",
            .summary = "Enter a GGUF file into your library; it stays where it is",
            .positionals = {file},
            .options = {{"name", "NAME", "what to call it (default: the file's name)"},
                {"copy", "", "copy the file into the library"}},
            .run = importModel,
            .print = printModel},
        {.words = "models list",
            .summary = "The models in your library",
            .run = listModels,
            .print = printModels},
        {.words = "models show",
            .summary = "One model",
            .positionals = {model},
            .run = showModel,
            .print = printModel},
        {.words = "models remove",
            .summary = "Take a model out of your library; a file of yours stays",
            .positionals = {model},
            .run = removeModel,
            .print = printRemoved},
        {.words = "models cache",
            .summary = "What models computed and what is kept of it: show, clear or limit it",
            .positionals = {{"ACTION", "show (default), clear or limit",
                Positional::Need::Optional}},
            .options = {{"mib", "N", "with limit: how much of the disk it may take; 0 for none"}},
            .details = "Keys and values of contexts are kept on disk, so that a session, a fork or "
                       "another agent with the same beginning is not read again. A limit is for "
                       "models loaded afterwards; clearing costs nothing but time.",
            .run = useCache,
            .print = printCache},
        {.words = "models devices",
            .summary = "What models can run on",
            .run = listDevices,
            .print = printDevices}};
    const std::vector<Command> loading = loadingCommands(model);
    commands.insert(commands.end(), loading.begin(), loading.end());
    return commands;
}

} // namespace app
