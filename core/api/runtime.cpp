// SPDX-License-Identifier: Apache-2.0
#include "core/api/runtime.h"

#include "core/agents/agents_service.h"
#include "core/api/library_model_resolver.h"
#include "core/api/local_client.h"
#include "core/api/model_runtime.h"
#include "core/api/socket_path.h"
#include "core/api/socket_server.h"
#include "core/api/workspace_service.h"
#include "core/memory/memory_service.h"
#include "core/sessions/sessions_service.h"
#include "core/store/store.h"
#include "core/tools/builtin_tools.h"
#include "core/turns/turn_runner.h"
#include "core/turns/turns_service.h"

namespace core {

/// Everything in the order in which it is made; it goes in the reverse order, so that the socket
/// closes first and the store last.
class Runtime::Parts {
public:
    Parts(const Options& options, ModelProvider& provider)
        : m_provider(provider)
        , m_models(options.dataDirectory, {provider, m_clock, m_ids, m_bus})
        , m_resolver(m_models.library(), m_models.loaded())
    {
    }

    Result<void> open(const Options& options);

    EventBus& bus() { return m_bus; }
    const ServiceTable& table() const { return m_table; }
    TurnRunner& runner() { return *m_runner; }
    std::int64_t interrupted() const { return m_interrupted; }

private:
    Result<void> recover(Recovery recovery);

    Result<void> dropComputed();

    ModelProvider& m_provider;
    SystemClock m_clock;
    UuidSource m_ids{m_clock};
    EventBus m_bus{m_clock};
    std::unique_ptr<Store> m_store;
    ModelRuntime m_models;
    LibraryModelResolver m_resolver;
    ToolRegistry m_tools;
    std::unique_ptr<TurnServices> m_turnServices;
    std::unique_ptr<TurnRunner> m_runner;
    ServiceTable m_table;
    std::unique_ptr<SocketServer> m_server;
    std::int64_t m_interrupted = 0;
};

Result<void> Runtime::Parts::open(const Options& options)
{
    m_store = TRY(Store::open({.path = options.workspace, .backupDirectory = {}}, m_clock, m_ids));
    m_tools = makeBuiltinTools(*m_store, m_clock, m_ids);
    m_turnServices.reset(new TurnServices{*m_store, m_clock, m_ids, m_bus, m_tools, m_resolver});
    m_runner = std::make_unique<TurnRunner>(*m_turnServices);
    addWorkspaceMethods(m_table, *m_store, options.version);
    addAgentMethods(m_table, *m_store, m_clock, m_ids, m_bus);
    addSessionMethods(m_table, *m_store, m_clock, m_ids, m_bus);
    addMemoryMethods(m_table, *m_store, m_clock, m_ids, m_bus, [this] { return dropComputed(); });
    addTurnMethods(m_table, *m_turnServices, *m_runner);
    m_models.addMethods(m_table);
    TRY(recover(options.recovery));
    if (options.serving == Serving::Yes && !m_store->isReadOnly()) {
        const auto socket = TRY(socketPathFor(m_store->path()));
        m_server = TRY(SocketServer::start(socket, m_table, m_bus));
    }
    return {};
}

Result<void> Runtime::Parts::dropComputed()
{
    TRY(m_provider.clearState(TRY(m_store->read(workspaceIdentity))));
    return {};
}

Result<void> Runtime::Parts::recover(Recovery recovery)
{
    if (m_store->isReadOnly()) {
        return {};
    }
    if (recovery == Recovery::Start) {
        TRY(m_runner->recover());
        return {};
    }
    const Json status = TRY(m_table.call("workspace.status", Json::object()));
    m_interrupted = status.value("running", std::int64_t(0));
    return {};
}

Runtime::Runtime(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Runtime::~Runtime() = default;

Result<std::unique_ptr<Runtime>> Runtime::open(const Options& options, ModelProvider& provider)
{
    auto parts = std::make_unique<Parts>(options, provider);
    TRY(parts->open(options));
    return std::unique_ptr<Runtime>(new Runtime(std::move(parts)));
}

std::shared_ptr<Client> Runtime::client() const
{
    return std::make_shared<LocalClient>(m_parts->table(), m_parts->bus());
}

std::int64_t Runtime::interruptedTurns() const
{
    return m_parts->interrupted();
}

bool Runtime::waitIdle(std::chrono::milliseconds timeout)
{
    return m_parts->runner().waitIdle(timeout);
}

} // namespace core
