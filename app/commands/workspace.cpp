// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/context.h"
#include "app/print.h"

#include <fmt/format.h>

namespace app {

namespace {

using core::Json;
using core::Result;

Result<Json> workspaceStatus(Context& context, const Arguments&)
{
    return context.call("workspace.status", Json::object());
}

/// A chain that is broken is an answer and a failure: a script must see it by the exit code.
Result<Json> verifyAudit(Context& context, const Arguments&)
{
    Json verdict = TRY(context.call("audit.verify", Json::object()));
    if (!verdict.value("intact", false)) {
        return core::fail(core::Error{.code = core::ErrorCode::Corrupt,
            .message = fmt::format("The audit chain is broken: {} ({} entries).",
                textOf(verdict, "finding"), textOf(verdict, "entries")),
            .detail = "E_AUDIT"});
    }
    return verdict;
}

void printStatus(const Json& status)
{
    const Json error = status.value("checkpoint_error", Json());
    const std::int64_t commitUs = status.value("last_commit_at_us", std::int64_t(0));
    printFields({{"workspace", textOf(status, "path")}, {"process", textOf(status, "pid")},
        {"opened", textOf(status, "epoch") + " times"}, {"read only", textOf(status, "read_only")},
        {"agents", textOf(status, "agents")}, {"sessions", textOf(status, "sessions")},
        {"turns open", textOf(status, "running")}, {"turns waiting", textOf(status, "waiting")},
        {"last commit", commitUs == 0 ? "-" : timeText(commitUs)},
        {"checkpoint error", textOf(error, "message")}, {"version", textOf(status, "version")}});
}

void printVerdict(const Json& verdict)
{
    printLine(fmt::format("Intact: {} entries, {} erased.", textOf(verdict, "entries"),
        textOf(verdict, "erased_payloads")));
}

} // namespace

std::vector<Command> workspaceCommands()
{
    return {{.words = "workspace status",
                .summary = "Who has the workspace open and what is in it",
                .run = workspaceStatus,
                .print = printStatus},
        {.words = "audit verify",
            .summary = "Recompute the chain of the audit log",
            .details = "A log that was cut off at its end cannot be told from a shorter one "
                       "without an anchor outside\nthe file.",
            .run = verifyAudit,
            .print = printVerdict}};
}

} // namespace app
