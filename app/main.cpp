// SPDX-License-Identifier: Apache-2.0
#include "app/context.h"
#include "app/exit_code.h"
#include "app/help.h"
#include "app/invocation.h"
#include "app/log.h"
#include "app/print.h"
#include "app/stop_signals.h"
#include "app/version.h"
#include "core/api/error_json.h"
#include "inference/engine/engine_provider.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>

namespace {

using app::Invocation;
using core::Json;

void write(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

int report(const core::Error& error, bool isJson)
{
    if (isJson) {
        write(core::writeJson({{"error", core::errorToJson(error)}}) + "\n");
    } else {
        app::printError(error);
    }
    return app::exitCodeOf(error);
}

int showHelp(const Invocation& invocation)
{
    if (invocation.command != nullptr) {
        write(app::commandHelp(*invocation.command));
    } else {
        write(invocation.noun.empty() ? app::programHelp() : app::nounHelp(invocation.noun));
    }
    return app::exitOk;
}

int showVersion(bool isJson)
{
    const std::string version(app::programVersion);
    write(isJson ? core::writeJson({{"version", version}}) + "\n" : "holdfast " + version + "\n");
    return app::exitOk;
}

int run(const Invocation& invocation, const std::string& programName)
{
    const app::StopSignals signals; // before any other thread
    app::startLog();
    inference::EngineProvider provider;
    app::Context context(
        {.workspace = invocation.workspace, .json = invocation.json, .programName = programName},
        signals, provider);
    const auto answer = invocation.command->run(context, invocation.arguments);
    if (!answer) {
        spdlog::info("{} ended with {}", invocation.command->words,
            core::errorCodeName(answer.error().code));
        return report(answer.error(), invocation.json);
    }
    if (answer->is_null()) {
        return app::exitOk; // it has printed by itself
    }
    if (invocation.json) {
        write(core::writeJson(*answer) + "\n");
    } else if (invocation.command->print) {
        invocation.command->print(*answer);
    }
    return app::exitOk;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    try {
        const auto invocation = app::readInvocation(words);
        if (!invocation) {
            return report(invocation.error(), app::wantsJson(words));
        }
        switch (invocation->kind) {
        case Invocation::Kind::Help:
            return showHelp(*invocation);
        case Invocation::Kind::Version:
            return showVersion(invocation->json);
        case Invocation::Kind::Run:
            break;
        }
        return run(*invocation, argc > 0 ? argv[0] : "holdfast");
    } catch (const std::exception& exception) {
        return report({.code = core::ErrorCode::Internal,
                          .message = std::string("The program failed by a mistake of ours: ")
                              + exception.what()},
            app::wantsJson(words));
    }
}
