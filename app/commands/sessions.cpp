// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/parameters.h"
#include "app/context.h"
#include "app/print.h"
#include "app/turn_wait.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::int64_t positionMax = std::int64_t{1} << 53U;
constexpr std::int64_t pageMax = 500;

Result<Json> createSession(Context& context, const Arguments& arguments)
{
    Json parameters{{"agent", arguments.positional(0)}};
    putTexts(parameters, arguments, {{"title", "title"}});
    return context.call("sessions.create", parameters);
}

Result<Json> listSessions(Context& context, const Arguments& arguments)
{
    Json parameters = Json::object();
    putTexts(parameters, arguments, {{"agent", "agent"}, {"query", "query"}});
    TRY(putPage(parameters, arguments));
    return context.call("sessions.list", parameters);
}

Result<Json> showSession(Context& context, const Arguments& arguments)
{
    return context.call("sessions.get", {{"session", arguments.positional(0)}});
}

Result<Json> itemsOfSession(Context& context, const Arguments& arguments)
{
    Json parameters{{"session", arguments.positional(0)}};
    putTexts(parameters, arguments, {{"branch", "branch"}});
    if (const auto after = TRY(arguments.integer("after-position", 0, positionMax))) {
        parameters["after_position"] = *after;
    }
    if (const auto before = TRY(arguments.integer("before-position", 0, positionMax))) {
        parameters["before_position"] = *before;
    }
    if (const auto limit = TRY(arguments.integer("limit", 1, pageMax))) {
        parameters["limit"] = *limit;
    }
    return context.call("sessions.items", parameters);
}

Result<Json> renameSession(Context& context, const Arguments& arguments)
{
    return context.call("sessions.rename",
        {{"session", arguments.positional(0)}, {"title", arguments.positional(1)}});
}

Result<Json> forkSession(Context& context, const Arguments& arguments)
{
    const auto item = arguments.value("item");
    if (!item) {
        return core::fail(usageError("--item is missing: the item the new branch ends with (see "
                                     "sessions items)."));
    }
    Json parameters{{"session", arguments.positional(0)}, {"item", *item}};
    putTexts(parameters, arguments, {{"name", "name"}});
    return context.call("sessions.fork", parameters);
}

Result<Json> switchBranch(Context& context, const Arguments& arguments)
{
    return context.call("sessions.switch",
        {{"session", arguments.positional(0)}, {"branch", arguments.positional(1)}});
}

Result<Json> cancelSession(Context& context, const Arguments& arguments)
{
    return context.call("sessions.cancel", {{"session", arguments.positional(0)}});
}

Result<Json> deleteSession(Context& context, const Arguments& arguments)
{
    return context.call("sessions.delete", {{"session", arguments.positional(0)}});
}

/// Waits, because the turns end with this process when it is the owner.
Result<Json> resumeSessions(Context& context, const Arguments& arguments)
{
    TRY(context.workspace(Access::Existing, core::Recovery::Leave, core::Serving::Yes));
    Json parameters = Json::object();
    if (arguments.hasPositional(0)) {
        parameters["session"] = arguments.positional(0);
    }
    const Json resumed = TRY(context.call("sessions.resume", parameters));
    Json turns = Json::array();
    for (const Json& id : resumed["turns"]) {
        turns.push_back(TRY(waitForTurn(context, id.get<std::string>())));
    }
    return Json{{"turns", std::move(turns)}};
}

void printSession(const Json& session)
{
    printFields({{"id", textOf(session, "id")}, {"title", textOf(session, "title")},
        {"agent",
            fmt::format("{} (version {})", textOf(session.value("agent", Json()), "name"),
                textOf(session.value("agent", Json()), "version"))},
        {"status", textOf(session, "status")}, {"turns", textOf(session, "turns")},
        {"tokens",
            fmt::format("{} computed, {} cached, {} output",
                textOf(session.value("usage", Json()), "computed"),
                textOf(session.value("usage", Json()), "cached"),
                textOf(session.value("usage", Json()), "output"))},
        {"last error", textOf(session.value("last_error", Json()), "message")},
        {"created", timeOf(session, "created_at_us")},
        {"last active", timeOf(session, "last_active_at_us")}});
    for (const Json& branch : session.value("branches", Json::array())) {
        const bool isActive = branch.value("id", "") == session.value("active_branch", "");
        printLine(fmt::format("branch {} {}{}, {} items", textOf(branch, "id"),
            textOf(branch, "name"), isActive ? " (active)" : "", textOf(branch, "head_position")));
    }
}

void printSessions(const Json& answer)
{
    printList(answer, {"ID", "AGENT", "STATUS", "TURNS", "LAST ACTIVE", "TITLE"},
        [](const Json& session) -> std::vector<std::string> {
            return {textOf(session, "id"), textOf(session.value("agent", Json()), "name"),
                textOf(session, "status"), textOf(session, "turns"),
                timeOf(session, "last_active_at_us"), textOf(session, "title")};
        });
}

void printItems(const Json& answer)
{
    for (const Json& item : answer.value("data", Json::array())) {
        const std::string kind = textOf(item, "kind");
        const std::string who =
            kind == "message" ? textOf(item, "role") : kind + " " + textOf(item, "name");
        printLine(fmt::format("[{}] {} {} {}", textOf(item, "position"), textOf(item, "id"), who,
            textOf(item, "status")));
        printLine(textOf(item, "text"));
        printLine("");
    }
    if (answer.value("has_more", false)) {
        printError("There are more: --before-position or --after-position with --limit.");
    }
}

void printResumed(const Json& answer)
{
    const Json turns = answer.value("turns", Json::array());
    if (turns.empty()) {
        printLine("Nothing was interrupted.");
    }
    for (const Json& turn : turns) {
        printLine(fmt::format("{} {}", textOf(turn, "id"), textOf(turn, "status")));
    }
}

void printCancelled(const Json& answer)
{
    printLine(answer.value("cancelled", false) ? "Stopped " + textOf(answer, "turn") + "."
                                               : "No turn runs.");
}

void printDeleted(const Json& answer)
{
    printLine("Deleted " + textOf(answer, "id") + ".");
}

std::vector<Command> changingCommands(const Positional& session)
{
    return {{.words = "sessions fork",
                .summary = "Make a branch that ends with an item; it becomes the active one",
                .positionals = {session},
                .options = {{"item", "ITEM", "the last item of the branch"},
                    {"name", "NAME", "what to call the branch"}},
                .run = forkSession,
                .print = printSession},
        {.words = "sessions switch",
            .summary = "Go on with another branch",
            .positionals = {session, {"BRANCH", "a branch's id"}},
            .run = switchBranch,
            .print = printSession},
        {.words = "sessions rename",
            .summary = "Give a session a title",
            .positionals = {session, {"TITLE", "the title"}},
            .run = renameSession,
            .print = printSession},
        {.words = "sessions cancel",
            .summary = "Stop the turn that runs",
            .positionals = {session},
            .run = cancelSession,
            .print = printCancelled},
        {.words = "sessions resume",
            .summary = "Go on with turns that were interrupted, and wait for them",
            .positionals = {{"SESSION", "only those of this session", Positional::Need::Optional}},
            .run = resumeSessions,
            .print = printResumed},
        {.words = "sessions delete",
            .summary = "Delete a session with everything in it",
            .positionals = {session},
            .run = deleteSession,
            .print = printDeleted}};
}

} // namespace

std::vector<Command> sessionCommands()
{
    const Positional session{"SESSION", "a session's id"};
    std::vector<Option> listOptions = pageOptions();
    listOptions.push_back({"agent", "AGENT", "only those of this agent"});
    listOptions.push_back({"query", "TEXT", "part of the title"});
    std::vector<Command> commands{
        {.words = "sessions create",
            .summary = "Begin a session with an agent",
            .positionals = {{"AGENT", "an agent's id, or its name when only one has it"}},
            .options = {{"title", "TITLE", "what to call it"}},
            .run = createSession,
            .print = printSession},
        {.words = "sessions list",
            .summary = "Sessions, last active first",
            .options = listOptions,
            .run = listSessions,
            .print = printSessions},
        {.words = "sessions show",
            .summary = "One session with its branches",
            .positionals = {session},
            .run = showSession,
            .print = printSession},
        {.words = "sessions items",
            .summary = "The items of a branch in order; the last ones unless said otherwise",
            .positionals = {session},
            .options = {{"branch", "BRANCH", "of this branch instead of the active one"},
                {"limit", "N", "at most so many (1 to 500, default 50)"},
                {"after-position", "N", "those after this position"},
                {"before-position", "N", "those before this position"}},
            .run = itemsOfSession,
            .print = printItems}};
    const std::vector<Command> more = changingCommands(session);
    commands.insert(commands.end(), more.begin(), more.end());
    return commands;
}

} // namespace app
