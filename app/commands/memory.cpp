// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/parameters.h"
#include "app/context.h"
#include "app/print.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::size_t textBytesMax = std::size_t{1024} * 1024; ///< the service allows less
constexpr std::int64_t searchMax = 500;

Result<Json> listMemory(Context& context, const Arguments& arguments)
{
    Json parameters = Json::object();
    putTexts(parameters, arguments, {{"agent", "agent"}, {"kind", "kind"}, {"state", "state"}});
    TRY(putPage(parameters, arguments));
    return context.call("memory.list", parameters);
}

Result<Json> searchMemory(Context& context, const Arguments& arguments)
{
    Json parameters{{"query", arguments.positional(0)}};
    putTexts(parameters, arguments, {{"agent", "agent"}, {"kind", "kind"}});
    if (const auto limit = TRY(arguments.integer("limit", 1, searchMax))) {
        parameters["limit"] = *limit;
    }
    return context.call("memory.search", parameters);
}

Result<Json> addMemory(Context& context, const Arguments& arguments)
{
    Json parameters{{"agent", arguments.positional(0)},
        {"text", TRY(textOrStdin(arguments.positional(1), textBytesMax))}};
    putTexts(parameters, arguments, {{"kind", "kind"}});
    return context.call("memory.add", parameters);
}

Result<Json> forgetMemory(Context& context, const Arguments& arguments)
{
    return context.call("memory.forget", {{"record", arguments.positional(0)}});
}

Result<Json> listBlocks(Context& context, const Arguments& arguments)
{
    return context.call("memory.blocks.list", {{"agent", arguments.positional(0)}});
}

Result<Json> setBlock(Context& context, const Arguments& arguments)
{
    Json parameters{{"agent", arguments.positional(0)}, {"label", arguments.positional(1)},
        {"text", TRY(textOrStdin(arguments.positional(2), textBytesMax))}};
    if (const auto limit = TRY(arguments.integer("limit-bytes", 1, INT32_MAX))) {
        parameters["limit_bytes"] = *limit;
    }
    return context.call("memory.blocks.set", parameters);
}

Result<Json> deleteBlock(Context& context, const Arguments& arguments)
{
    return context.call("memory.blocks.delete",
        {{"agent", arguments.positional(0)}, {"label", arguments.positional(1)}});
}

std::vector<std::string> rowOf(const Json& record)
{
    return {textOf(record, "id"), textOf(record, "kind"), textOf(record, "state"),
        timeOf(record, "created_at_us"), textOf(record, "text")};
}

void printRecords(const Json& answer)
{
    printList(answer, {"ID", "KIND", "STATE", "CREATED", "TEXT"}, rowOf);
}

void printRecord(const Json& record)
{
    std::string sources;
    for (const Json& source : record.value("sources", Json::array())) {
        sources += fmt::format("{}{} {}", sources.empty() ? "" : ", ", textOf(source, "kind"),
            textOf(source, "reference"));
    }
    printFields({{"id", textOf(record, "id")}, {"kind", textOf(record, "kind")},
        {"state", textOf(record, "state")}, {"from", sources}, {"text", textOf(record, "text")}});
}

void printBlock(const Json& block)
{
    printFields({{"label", textOf(block, "label")}, {"limit", textOf(block, "limit_bytes")},
        {"updated", timeOf(block, "updated_at_us")}, {"text", textOf(block, "text")}});
}

void printBlocks(const Json& answer)
{
    for (const Json& block : answer.value("data", Json::array())) {
        printBlock(block);
        printLine("");
    }
}

std::vector<Command> blockCommands(const Positional& agent)
{
    const Positional label{"LABEL", "the block's name"};
    return {{.words = "memory blocks",
                .summary = "The blocks that are always in an agent's context",
                .positionals = {agent},
                .run = listBlocks,
                .print = printBlocks},
        {.words = "memory set-block",
            .summary = "Write a block",
            .positionals = {agent, label, {"TEXT", "what it says; - reads stdin"}},
            .options = {{"limit-bytes", "N", "how long it may become"}},
            .run = setBlock,
            .print = printBlock},
        {.words = "memory delete-block",
            .summary = "Delete a block",
            .positionals = {agent, label},
            .run = deleteBlock,
            .print = [](const Json&) { printLine("Deleted."); }}};
}

} // namespace

std::vector<Command> memoryCommands()
{
    const Positional agent{"AGENT", "an agent's id, or its name when only one has it"};
    const Option ofAgent{"agent", "AGENT", "only of this agent"};
    const Option kind{"kind", "KIND", "semantic, episodic, procedural or preference"};
    std::vector<Option> listOptions = pageOptions();
    listOptions.insert(
        listOptions.end(), {ofAgent, kind, {"state", "STATE", "active or quarantine"}});
    std::vector<Command> commands{{.words = "memory list",
                                      .summary = "Records, newest first",
                                      .options = listOptions,
                                      .run = listMemory,
                                      .print = printRecords},
        {.words = "memory search",
            .summary = "Records by their words, best first",
            .positionals = {{"QUERY", "words"}},
            .options = {ofAgent, kind, {"limit", "N", "at most so many (default 10)"}},
            .run = searchMemory,
            .print = printRecords},
        {.words = "memory add",
            .summary = "Tell an agent something to remember",
            .positionals = {agent, {"TEXT", "what to remember; - reads stdin"}},
            .options = {kind},
            .run = addMemory,
            .print = printRecord},
        {.words = "memory forget",
            .summary = "Erase a record",
            .positionals = {{"RECORD", "a record's id"}},
            .run = forgetMemory,
            .print = [](const Json& answer) {
                printLine("Erased " + textOf(answer, "id") + ".");
            }}};
    const std::vector<Command> blocks = blockCommands(agent);
    commands.insert(commands.end(), blocks.begin(), blocks.end());
    return commands;
}

} // namespace app
