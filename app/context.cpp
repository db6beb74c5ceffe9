// SPDX-License-Identifier: Apache-2.0
#include "app/context.h"

#include "app/print.h"
#include "app/version.h"
#include "core/api/local_client.h"
#include "core/api/socket_client.h"
#include "core/api/socket_path.h"
#include "core/base/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>

namespace app {

namespace {

using core::ErrorCode;
using core::Json;
using core::Result;

/// How long we wait for an owner that is just starting, ending, or busy with a short command.
constexpr std::chrono::seconds ownerPatience{5};
constexpr std::chrono::milliseconds retryEvery{20};

void pause(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, retryEvery, [] { return false; });
}

/// Methods that may be asked twice without harm.
bool onlyReads(std::string_view method)
{
    const std::string_view verb = method.substr(method.rfind('.') + 1);
    constexpr std::array<std::string_view, 8> verbs{
        "get", "items", "list", "search", "status", "verify", "versions", "wait"};
    return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

} // namespace

/// The models without a workspace.
struct Context::LocalModels {
    LocalModels(core::ModelProvider& provider, core::Clock& clock, core::IdSource& ids)
        : bus(clock)
        , models(core::dataPlace(), {provider, clock, ids, bus})
    {
        models.addMethods(table);
    }

    core::EventBus bus;
    core::ModelRuntime models;
    core::ServiceTable table;
};

Context::Context(Settings settings, const StopSignals& signals, core::ModelProvider& provider)
    : m_settings(std::move(settings))
    , m_signals(signals)
    , m_provider(provider)
{
}

Context::~Context()
{
    m_client.reset();
    m_models.reset();
}

Result<std::shared_ptr<core::Client>> Context::workspace(
    Access access, core::Recovery recovery, core::Serving serving)
{
    if (m_client) {
        return m_client;
    }
    std::error_code code;
    if (access == Access::Existing && !std::filesystem::exists(m_settings.workspace, code)) {
        return core::fail(ErrorCode::NotFound,
            fmt::format("There is no workspace at '{0}'. Make one with: holdfast --workspace {0} "
                        "agents create NAME",
                m_settings.workspace.native()));
    }
    const auto deadline = std::chrono::steady_clock::now() + ownerPatience;
    for (;;) {
        auto client = openOnce(recovery, serving);
        const bool mayRetry = !client && client.error().code == ErrorCode::Locked
            && std::chrono::steady_clock::now() < deadline && !stop().stop_requested();
        if (!mayRetry) {
            m_client = TRY(std::move(client));
            return m_client;
        }
        pause(stop());
    }
}

Result<std::shared_ptr<core::Client>> Context::openOnce(
    core::Recovery recovery, core::Serving serving)
{
    const auto socket = TRY(core::socketPathFor(m_settings.workspace));
    if (auto client = core::SocketClient::connect(socket)) {
        return std::shared_ptr<core::Client>(std::move(*client));
    }
    m_runtime = TRY(core::Runtime::open({.workspace = m_settings.workspace,
                                            .dataDirectory = core::dataPlace(),
                                            .version = std::string(programVersion),
                                            .recovery = recovery,
                                            .serving = serving},
        m_provider));
    if (serving == core::Serving::No) { // who serves goes on with them, or is asked to
        mentionInterrupted();
    }
    return m_runtime->client();
}

void Context::mentionInterrupted() const
{
    const std::int64_t count = m_runtime->interruptedTurns();
    if (count > 0) {
        printError(fmt::format("{} {} interrupted. Go on with: holdfast --workspace {} sessions "
                               "resume",
            count, count == 1 ? "turn was" : "turns were", m_settings.workspace.native()));
    }
}

Result<Json> Context::call(std::string_view method, const Json& parameters, Access access)
{
    const auto client = TRY(workspace(access));
    auto answer = client->call(method, parameters, stop());
    const bool isOwnerGone = !answer && answer.error().code == ErrorCode::Unavailable;
    if (isOwnerGone && m_runtime == nullptr && onlyReads(method)) {
        m_client.reset(); // it ended between our connecting and our asking
        return TRY(workspace(access))->call(method, parameters, stop());
    }
    return answer;
}

Result<std::shared_ptr<core::Client>> Context::models()
{
    if (m_client) {
        return m_client;
    }
    if (m_models) {
        return m_models;
    }
    const auto socket = core::socketPathFor(m_settings.workspace);
    if (socket) {
        if (auto client = core::SocketClient::connect(*socket)) {
            m_models = std::move(*client);
            return m_models;
        }
    }
    m_localModels = std::make_unique<LocalModels>(m_provider, m_clock, m_ids);
    m_models = std::make_shared<core::LocalClient>(m_localModels->table, m_localModels->bus);
    return m_models;
}

Result<Json> Context::callModels(
    std::string_view method, const Json& parameters, core::ProgressSink progress)
{
    const auto client = TRY(models());
    if (!progress) {
        return client->call(method, parameters, stop());
    }
    const std::string operation = core::formatId("op", m_ids.next());
    Json named = parameters;
    named["operation"] = operation;
    // Without events the work is still done, only nothing is shown.
    const auto events = client->subscribe([&](const core::Event& event) {
        if (event.type == "operation.progress" && event.data.value("operation", "") == operation) {
            progress({.phase = event.data.value("phase", ""),
                .done = event.data.value("done", std::int64_t(0)),
                .total = event.data.value("total", std::int64_t(0))});
        }
    });
    return client->call(method, named, stop());
}

} // namespace app
