// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/parameters.h"
#include "app/context.h"
#include "app/print.h"

#include "core/base/durable_file.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::size_t instructionsBytesMax = std::size_t{1024} * 1024; ///< the service allows less
constexpr std::int64_t outputTokensLimit = 1'000'000;
constexpr std::int64_t topKMax = 1000;
constexpr std::int64_t seedMax = std::int64_t{1} << 53U;

std::vector<Option> settingOptions()
{
    return {{"model", "MODEL", "an imported model: id, name or path; none takes it away"},
        {"instructions", "TEXT", "what the agent is told before everything else"},
        {"instructions-file", "FILE", "the same from a file"},
        {"tools", "A,B",
            "tools it may use: calculate, list_files, memory_save, memory_search, "
            "read_file; none for no tools"},
        {"directory", "PATH", "where its file tools act; none takes it away"},
        {"temperature", "X", "0 to 5, 0 is greedy"}, {"top-k", "N", "0 to 1000, 0 is off"},
        {"top-p", "X", "0 to 1, 1 is off"}, {"min-p", "X", "0 to 1, 0 is off"},
        {"seed", "N", "of the noise, 0 to 2^53"},
        {"output-tokens-max", "N", "the longest answer in tokens"}};
}

Json listOf(const std::string& commaSeparated)
{
    Json list = Json::array();
    std::size_t begin = 0;
    while (begin <= commaSeparated.size()) {
        const std::size_t comma = std::min(commaSeparated.find(',', begin), commaSeparated.size());
        if (comma > begin) {
            list.push_back(commaSeparated.substr(begin, comma - begin));
        }
        begin = comma + 1;
    }
    return list;
}

Result<void> putSampling(Json& parameters, const Arguments& arguments)
{
    Json sampling = Json::object();
    const std::initializer_list<OptionMember> numbers{
        {"temperature", "temperature"}, {"top-p", "top_p"}, {"min-p", "min_p"}};
    for (const auto& [option, member] : numbers) {
        if (const auto value = TRY(arguments.number(option))) {
            sampling[std::string(member)] = *value;
        }
    }
    if (const auto topK = TRY(arguments.integer("top-k", 0, topKMax))) {
        sampling["top_k"] = *topK;
    }
    if (const auto seed = TRY(arguments.integer("seed", 0, seedMax))) {
        sampling["seed"] = *seed;
    }
    if (!sampling.empty()) {
        parameters["sampling"] = std::move(sampling);
    }
    return {};
}

Result<void> putInstructions(Json& parameters, const Arguments& arguments)
{
    putTexts(parameters, arguments, {{"instructions", "instructions"}});
    if (const auto file = arguments.value("instructions-file")) {
        parameters["instructions"] = TRY(core::readWholeFile(*file, instructionsBytesMax));
    }
    return {};
}

Result<Json> settingsOf(Context& context, const Arguments& arguments)
{
    Json parameters = Json::object();
    TRY(putInstructions(parameters, arguments));
    if (const auto model = arguments.value("model")) {
        parameters["model"] = *model == "none" ? Json() : Json(TRY(modelIdOf(context, *model)));
    }
    if (const auto tools = arguments.value("tools")) {
        parameters["tools"] = *tools == "none" ? Json::array() : listOf(*tools);
    }
    if (const auto directory = arguments.value("directory")) {
        parameters["directory"] = *directory == "none" ? Json() : Json(absolutePath(*directory));
    }
    TRY(putSampling(parameters, arguments));
    if (const auto most = TRY(arguments.integer("output-tokens-max", 1, outputTokensLimit))) {
        parameters["output_tokens_max"] = *most;
    }
    return parameters;
}

Result<Json> createAgent(Context& context, const Arguments& arguments)
{
    TRY(context.workspace(Access::Create));
    Json parameters = TRY(settingsOf(context, arguments));
    parameters["name"] = arguments.positional(0);
    return context.call("agents.create", parameters, Access::Create);
}

Result<Json> editAgent(Context& context, const Arguments& arguments)
{
    TRY(context.workspace(Access::Existing));
    Json parameters = TRY(settingsOf(context, arguments));
    if (parameters.contains("sampling")) {
        // What is not named of the sampling stays as it is.
        const Json agent = TRY(context.call("agents.get", {{"agent", arguments.positional(0)}}));
        Json sampling = agent.value("sampling", Json::object());
        sampling.update(parameters["sampling"]);
        parameters["sampling"] = std::move(sampling);
    }
    putTexts(parameters, arguments, {{"name", "name"}});
    if (parameters.empty()) {
        return core::fail(usageError("Nothing is to be changed. Name at least one option."));
    }
    parameters["agent"] = arguments.positional(0);
    return context.call("agents.edit", parameters);
}

Result<Json> listAgents(Context& context, const Arguments& arguments)
{
    Json parameters = Json::object();
    putTexts(parameters, arguments, {{"query", "query"}});
    TRY(putPage(parameters, arguments));
    return context.call("agents.list", parameters);
}

Result<Json> showAgent(Context& context, const Arguments& arguments)
{
    Json parameters{{"agent", arguments.positional(0)}};
    if (const auto version = TRY(arguments.integer("version", 1, INT32_MAX))) {
        parameters["version"] = *version;
    }
    return context.call("agents.get", parameters);
}

Result<Json> versionsOfAgent(Context& context, const Arguments& arguments)
{
    return context.call("agents.versions", {{"agent", arguments.positional(0)}});
}

Result<Json> deleteAgent(Context& context, const Arguments& arguments)
{
    return context.call("agents.delete", {{"agent", arguments.positional(0)}});
}

void printAgent(const Json& agent)
{
    const Json sampling = agent.value("sampling", Json::object());
    printFields({{"id", textOf(agent, "id")}, {"name", textOf(agent, "name")},
        {"version", textOf(agent, "version")}, {"model", textOf(agent, "model")},
        {"tools", textOf(agent, "tools")}, {"directory", textOf(agent, "directory")},
        {"sampling",
            fmt::format("temperature {}, top-k {}, top-p {}, min-p {}, seed {}",
                textOf(sampling, "temperature"), textOf(sampling, "top_k"),
                textOf(sampling, "top_p"), textOf(sampling, "min_p"), textOf(sampling, "seed"))},
        {"output tokens", textOf(agent, "output_tokens_max")},
        {"created", timeOf(agent, "created_at_us")}, {"updated", timeOf(agent, "updated_at_us")},
        {"instructions", textOf(agent, "instructions")}});
}

void printAgents(const Json& answer)
{
    printList(answer, {"ID", "NAME", "VERSION", "UPDATED", "MODEL"},
        [](const Json& agent) -> std::vector<std::string> {
            return {textOf(agent, "id"), textOf(agent, "name"), textOf(agent, "version"),
                timeOf(agent, "updated_at_us"), textOf(agent, "model")};
        });
}

void printDeleted(const Json& answer)
{
    printLine("Deleted " + textOf(answer, "id") + ".");
}

std::vector<Option> with(std::vector<Option> options, std::vector<Option> more)
{
    options.insert(options.begin(), more.begin(), more.end());
    return options;
}

} // namespace

std::vector<Command> agentCommands()
{
    const Positional agent{"AGENT", "an agent's id, or its name when only one has it"};
    return {{.words = "agents create",
                .summary = "Make an agent (and the workspace, when it is absent)",
                .positionals = {{"NAME", "what people call it"}},
                .options = settingOptions(),
                .run = createAgent,
                .print = printAgent},
        {.words = "agents list",
            .summary = "Agents, newest first",
            .options = with(pageOptions(), {{"query", "TEXT", "part of the name"}}),
            .run = listAgents,
            .print = printAgents},
        {.words = "agents show",
            .summary = "One agent",
            .positionals = {agent},
            .options = {{"version", "N", "as it was in this version"}},
            .run = showAgent,
            .print = printAgent},
        {.words = "agents versions",
            .summary = "All versions of an agent, newest first",
            .positionals = {agent},
            .run = versionsOfAgent,
            .print = printAgents},
        {.words = "agents edit",
            .summary = "Make the next version of an agent; what is not named stays",
            .positionals = {agent},
            .options = with(settingOptions(), {{"name", "NAME", "what people call it"}}),
            .run = editAgent,
            .print = printAgent},
        {.words = "agents delete",
            .summary = "Delete an agent and its sessions",
            .positionals = {agent},
            .run = deleteAgent,
            .print = printDeleted}};
}

} // namespace app
