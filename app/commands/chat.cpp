// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/parameters.h"
#include "app/commands/stream_printer.h"
#include "app/commands/terminal_chat.h"
#include "app/conversation.h"
#include "app/print.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

constexpr std::size_t messageBytesMax = std::size_t{12} * 1024 * 1024; ///< the service allows less

Result<std::string> beginSession(Context& context, core::Client& client, const std::string& agent)
{
    const Json session = TRY(client.call("sessions.create", {{"agent", agent}}, context.stop()));
    return session.value("id", "");
}

/// A session goes on with the agent it was begun with; another name is a mistake of the person.
Result<std::string> continueSession(
    Context& context, core::Client& client, const std::string& agent, const std::string& id)
{
    const Json session = TRY(client.call("sessions.get", {{"session", id}}, context.stop()));
    const Json named = TRY(client.call("agents.get", {{"agent", agent}}, context.stop()));
    const Json own = session.value("agent", Json());
    if (textOf(own, "id") != textOf(named, "id")) {
        return core::fail(core::ErrorCode::InvalidInput,
            fmt::format(
                "Session {} is with agent '{}', not with '{}'.", id, textOf(own, "name"), agent));
    }
    return id;
}

/// A message that was refused leaves no empty session behind.
void removeUnused(core::Client& client, const std::string& session)
{
    const auto found = client.call("sessions.get", {{"session", session}});
    if (found && found->value("turns", 1) == 0) {
        static_cast<void>(client.call("sessions.delete", {{"session", session}}));
    }
}

/// Others may have begun turns through our socket; they end with us.
void letOthersFinish(Context& context)
{
    constexpr std::chrono::milliseconds lookEvery{200};
    core::Runtime* runtime = context.ownRuntime();
    while (runtime != nullptr && !context.stop().stop_requested() && !runtime->waitIdle(lookEvery))
    {
    }
}

Result<Json> chat(Context& context, const Arguments& arguments)
{
    const std::string text = TRY(textOrStdin(arguments.positional(1), messageBytesMax));
    const auto client =
        TRY(context.workspace(Access::Create, core::Recovery::Start, core::Serving::Yes));
    const std::string agent = arguments.positional(0);
    const auto wanted = arguments.value("session");
    const std::string session = wanted ? TRY(continueSession(context, *client, agent, *wanted))
                                       : TRY(beginSession(context, *client, agent));
    Conversation conversation(context, client, session);
    const bool isStreamed = arguments.has("stream");
    if (!wanted && !context.isJson()) {
        printError("session " + session);
    }
    StreamPrinter printer(context.isJson() ? StreamPrinter::Form::Json : StreamPrinter::Form::Text);
    auto outcome =
        conversation.run(text, context.stop(), isStreamed ? printer.observer() : TurnObserver{});
    if (!outcome) {
        printer.finish();
        if (!wanted) {
            removeUnused(*client, session);
        }
        letOthersFinish(context);
        return core::fail(std::move(outcome).error());
    }
    letOthersFinish(context);
    Json result{{"session", session}, {"turn", outcome->turn.value("id", "")},
        {"text", outcome->text}, {"usage", outcome->turn.value("usage", Json())}};
    if (isStreamed) {
        printer.finish(result);
        return Json();
    }
    return result;
}

Result<Json> terminal(Context& context, const Arguments& arguments)
{
    if (context.isJson()) {
        return core::fail(usageError("A terminal is for people. Use chat --json."));
    }
    return runTerminalChat(context, arguments.positional(0), arguments.value("session"));
}

} // namespace

std::vector<Command> chatCommands()
{
    const Option session{"session", "SESSION", "go on with this session"};
    return {{.words = "chat",
                .summary = "Send a message to an agent and print what it says",
                .positionals = {{"AGENT", "an agent's id, or its name when only one has it"},
                    {"TEXT", "the message; - reads stdin"}},
                .options = {session, {"stream", "", "print the text as it comes"}},
                .details =
                    "Without --session a new session begins; its id is printed on stderr.\n"
                    "Ctrl-C stops the turn, which is then cancelled, and exits with 130.\n"
                    "--json prints {session, turn, text, usage}. With --stream --json every line "
                    "is an object:\n{type: turn|delta|item|result, …}; items are committed when "
                    "they are printed, deltas are not.",
                .run = chat,
                .print = [](const Json& result) { printLine(textOf(result, "text")); }},
        {.words = "terminal",
            .summary = "Talk with an agent here, line by line, without a window",
            .positionals = {{"AGENT", "an agent's id or name; asked for when absent",
                Positional::Need::Optional}},
            .options = {session},
            .details = "Ctrl-C stops a turn; an empty line or Ctrl-D ends.",
            .run = terminal}};
}

} // namespace app
