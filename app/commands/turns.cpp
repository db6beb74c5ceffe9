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

Result<Json> listTurns(Context& context, const Arguments& arguments)
{
    Json parameters{{"session", arguments.positional(0)}};
    TRY(putPage(parameters, arguments));
    return context.call("turns.list", parameters);
}

Result<Json> showTurn(Context& context, const Arguments& arguments)
{
    return context.call("turns.get", {{"turn", arguments.positional(0)}});
}

Result<Json> decideTurn(Context& context, const Arguments& arguments)
{
    TRY(context.workspace(Access::Existing, core::Recovery::Leave, core::Serving::Yes));
    TRY(context.call("turns.decide",
        {{"turn", arguments.positional(0)}, {"call_id", arguments.positional(1)},
            {"decision", arguments.positional(2)}}));
    return waitForTurn(context, arguments.positional(0));
}

void printTurn(const Json& turn)
{
    const Json usage = turn.value("usage", Json());
    const Json action = turn.value("required_action", Json());
    printFields({{"id", textOf(turn, "id")}, {"session", textOf(turn, "session")},
        {"status", textOf(turn, "status")},
        {"error", textOf(turn.value("error", Json()), "message")},
        {"attempts", textOf(turn, "attempts")},
        {"tokens",
            fmt::format("{} computed, {} cached, {} output", textOf(usage, "computed"),
                textOf(usage, "cached"), textOf(usage, "output"))},
        {"waits for",
            action.is_object() ? fmt::format("a decision on {} (call {}): {}",
                textOf(action, "name"), textOf(action, "call_id"), textOf(action, "arguments"))
                               : "-"},
        {"created", timeOf(turn, "created_at_us")},
        {"completed", timeOf(turn, "completed_at_us")}});
}

void printTurns(const Json& answer)
{
    printList(answer, {"ID", "STATUS", "CREATED", "OUTPUT TOKENS"},
        [](const Json& turn) -> std::vector<std::string> {
            return {textOf(turn, "id"), textOf(turn, "status"), timeOf(turn, "created_at_us"),
                textOf(turn.value("usage", Json()), "output")};
        });
}

} // namespace

std::vector<Command> turnCommands()
{
    const Positional turn{"TURN", "a turn's id"};
    return {{.words = "turns list",
                .summary = "The turns of a session, newest first",
                .positionals = {{"SESSION", "a session's id"}},
                .options = pageOptions(),
                .run = listTurns,
                .print = printTurns},
        {.words = "turns show",
            .summary = "One turn",
            .positionals = {turn},
            .run = showTurn,
            .print = printTurn},
        {.words = "turns decide",
            .summary = "Say what becomes of a call whose outcome is unknown after a crash",
            .positionals = {turn, {"CALL", "the call's id (see turns show)"},
                {"DECISION", "retry or skip"}},
            .run = decideTurn,
            .print = printTurn}};
}

} // namespace app
