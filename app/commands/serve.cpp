// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/context.h"
#include "app/print.h"

#include <fmt/format.h>

#include <cstdio>

namespace app {

namespace {

using core::Json;
using core::Result;

Result<Json> serve(Context& context, const Arguments&)
{
    const auto client =
        TRY(context.workspace(Access::Create, core::Recovery::Start, core::Serving::Yes));
    if (context.ownRuntime() == nullptr) {
        return core::fail(core::ErrorCode::Locked,
            fmt::format("Another process has '{}' open and answers for it.",
                context.settings().workspace.native()));
    }
    const Json status = TRY(client->call("workspace.status", Json::object()));
    if (context.isJson()) {
        const std::string line = core::writeJson(status) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
    } else {
        printLine(fmt::format("Serving {} until SIGTERM or Ctrl-C.", textOf(status, "path")));
    }
    std::fflush(stdout);
    context.signals().wait();
    return Json();
}

} // namespace

std::vector<Command> serveCommands()
{
    return {{.words = "serve",
        .summary = "Keep the workspace open for other processes, without a window",
        .details = "Goes on with interrupted turns. Prints one line when it is ready (with --json "
                   "the status), then waits\nfor SIGTERM or SIGINT. Turns that run then stay open "
                   "and go on the next time.",
        .run = serve}};
}

} // namespace app
