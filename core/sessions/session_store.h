// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/sessions/session.h"
#include "core/store/page.h"
#include "core/store/store.h"
#include "core/text/json.h"

#include <string_view>

namespace core {

inline constexpr std::size_t sessionTitleBytesMax = 256;
inline constexpr std::size_t branchNameBytesMax = 128;
inline constexpr std::int64_t branchDepthMax = 64; ///< forks of forks
inline constexpr std::int64_t branchesMax = 1024; ///< in one session

struct SessionQuery {
    std::optional<std::int64_t> agentKey;
    std::string text; ///< part of the title, upper and lower case alike for ASCII; empty: all
    std::int64_t limit = pageSizeDefault;
    std::optional<SessionId> after; ///< may be a session that was deleted
};

/// Sessions and their branches.
/// Thread rule: any thread. The functions that take a Database run inside an operation of Store.
class SessionStore {
public:
    SessionStore(Store& store, Clock& clock, IdSource& ids);

    /// A session with the agent (id or name) as it is now, with one branch, "main".
    Result<Session> create(std::string_view agent, std::string title);

    Result<Session> get(const SessionId& id);
    static Result<Session> get(Database& database, const SessionId& id);
    static Result<Session> get(Database& database, std::int64_t sessionKey);

    /// The key of a branch of the session; of the active one when none is named.
    static Result<std::int64_t> branchKey(
        Database& database, const Session& session, const std::optional<BranchId>& branch);

    /// Last active first.
    Result<Page<Session>> list(const SessionQuery& query);

    Result<Session> rename(const SessionId& id, std::string title);

    /// Takes the session out of sight; turns that wait for a person are cancelled. Conflict while
    /// a turn runs or is queued.
    Result<void> remove(const SessionId& id);

    /// A new branch that ends with the item, which may lie on any branch of the session; it becomes
    /// the active one. An empty name becomes "fork N". Conflict while a turn is open.
    Result<Session> fork(const SessionId& id, const ItemId& item, std::string name);

    /// Makes a branch the active one. A turn that runs stays on its own branch.
    Result<Session> switchBranch(const SessionId& id, const BranchId& branch);

    /// Marks the session as active now and adds to its usage.
    Result<void> noteActivity(
        Database& database, std::int64_t sessionKey, const SessionUsage& used = {});

private:
    Result<std::int64_t> insertSession(
        Database& database, std::string_view agent, std::string_view title);
    Result<void> insertFork(
        Database& database, const Session& session, const ItemId& item, std::string_view name);
    Result<void> audit(Database& database, std::string_view action, const SessionId& session,
        const Json& payload = Json::object());

    Store& m_store;
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
