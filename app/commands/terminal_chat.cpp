// SPDX-License-Identifier: Apache-2.0
#include "app/commands/terminal_chat.h"

#include "app/commands/stream_printer.h"
#include "app/conversation.h"
#include "app/print.h"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <array>

namespace app {

namespace {

using core::ErrorCode;
using core::Json;
using core::Result;

constexpr int lookForStopMs = 100;
constexpr std::size_t lineBytesMax = std::size_t{1024} * 1024;

/// Lines of stdin, read so that a stop is noticed while nothing comes.
class LineInput {
public:
    /// Nothing at the end of the input or at a stop.
    std::optional<std::string> next(const std::stop_token& stop)
    {
        for (;;) {
            const std::size_t end = m_buffer.find('\n');
            if (end != std::string::npos) {
                std::string line = m_buffer.substr(0, end);
                m_buffer.erase(0, end + 1);
                return line;
            }
            if (stop.stop_requested() || m_buffer.size() > lineBytesMax || !readMore()) {
                return std::nullopt;
            }
        }
    }

private:
    /// False at the end of the input.
    bool readMore()
    {
        pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, lookForStopMs) <= 0) {
            return true;
        }
        std::array<char, 4096> bytes{};
        const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (got <= 0) {
            return false;
        }
        m_buffer.append(bytes.data(), static_cast<std::size_t>(got));
        return true;
    }

    std::string m_buffer;
};

void prompt()
{
    std::fputs("> ", stdout);
    std::fflush(stdout);
}

Result<std::string> chooseAgent(Context& context, core::Client& client)
{
    const Json agents = TRY(client.call("agents.list", Json::object(), context.stop()));
    const Json data = agents.value("data", Json::array());
    if (data.size() == 1) {
        return data[0].value("id", "");
    }
    std::string names;
    for (const Json& agent : data) {
        names += (names.empty() ? "" : ", ") + textOf(agent, "name");
    }
    return core::fail(ErrorCode::InvalidInput,
        data.empty()
            ? "There is no agent yet. Make one: holdfast agents create NAME --model MODEL"
            : fmt::format("Say which agent: holdfast terminal AGENT. There are: {}.", names));
}

Result<std::string> sessionFor(Context& context, core::Client& client, const std::string& agent,
    const std::optional<std::string>& session)
{
    if (session) {
        return TRY(client.call("sessions.get", {{"session", *session}}, context.stop()))
            .value("id", "");
    }
    const std::string chosen = agent.empty() ? TRY(chooseAgent(context, client)) : agent;
    return TRY(client.call("sessions.create", {{"agent", chosen}}, context.stop())).value("id", "");
}

} // namespace

Result<Json> runTerminalChat(
    Context& context, const std::string& agent, const std::optional<std::string>& session)
{
    const auto client =
        TRY(context.workspace(Access::Create, core::Recovery::Start, core::Serving::Yes));
    const std::string id = TRY(sessionFor(context, *client, agent, session));
    printError("session " + id + ". An empty line ends.");
    LineInput input;
    for (prompt();; prompt()) {
        const auto line = input.next(context.stop());
        if (context.stop().stop_requested()) {
            return core::fail(ErrorCode::Cancelled, "Stopped.");
        }
        if (!line || line->empty()) {
            return Json();
        }
        StreamPrinter printer(StreamPrinter::Form::Text);
        Conversation conversation(context, client, id);
        const auto outcome = conversation.run(*line, context.stop(), printer.observer());
        printer.finish(outcome ? Json{{"text", outcome->text}} : Json());
        if (!outcome && outcome.error().code == ErrorCode::Cancelled) {
            return core::fail(outcome.error());
        }
        if (!outcome) {
            printError(outcome.error());
        }
    }
}

} // namespace app
