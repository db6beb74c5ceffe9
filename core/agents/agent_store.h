// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/store/page.h"
#include "core/store/store.h"

#include <functional>
#include <string_view>

namespace core {

/// Changes settings in memory; runs inside a write operation, so it must not wait or touch a disk.
using AgentChange = std::function<Result<void>(AgentSettings&)>;

struct AgentQuery {
    std::string text; ///< part of the name, upper and lower case alike for ASCII; empty: all
    std::int64_t limit = pageSizeDefault;
    std::optional<AgentId> after; ///< may be an agent that was deleted
};

/// What went with an agent.
struct AgentRemoval {
    AgentId agent;
    std::vector<SessionId> sessions;
};

/// Agents and their versions. Settings are checked here (agent_settings.h); the directory must be
/// canonical already.
/// Thread rule: any thread. The functions that take a Database run inside an operation of Store.
class AgentStore {
public:
    AgentStore(Store& store, Clock& clock, IdSource& ids);

    Result<Agent> create(AgentSettings settings);

    /// Makes the next version. Sessions keep the version they were made with.
    Result<Agent> edit(std::string_view reference, const AgentChange& change);

    /// By id or by exact, unique name. NotFound; Conflict lists the ids when several have the name.
    Result<Agent> find(std::string_view reference);
    static Result<Agent> find(Database& database, std::string_view reference);

    Result<Agent> version(std::string_view reference, std::int64_t version);

    /// All versions, newest first; at most pageSizeMax.
    Result<std::vector<Agent>> versions(std::string_view reference);

    /// The snapshot a session or turn is pinned to, also of an agent that was deleted.
    static Result<Agent> snapshot(Database& database, std::int64_t versionKey);

    /// Newest first.
    Result<Page<Agent>> list(const AgentQuery& query);

    /// Takes the agent and its sessions out of sight; turns that wait for a person are cancelled.
    /// Memory stays until it is forgotten. Conflict while a turn runs or is queued.
    Result<AgentRemoval> remove(std::string_view reference);

private:
    Result<Agent> insertVersion(Database& database, std::int64_t agentKey, std::int64_t version,
        std::int64_t change, const AgentSettings& settings);

    Store& m_store;
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
