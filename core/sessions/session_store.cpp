// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session_store.h"

#include "core/agents/agent_store.h"
#include "core/audit/audit_log.h"
#include "core/sessions/branch_ranges.h"
#include "core/sessions/session_row.h"
#include "core/sessions/sessions_sql.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>

#include <limits>

namespace core {

namespace {

constexpr std::int64_t afterAll = std::numeric_limits<std::int64_t>::max();

tl::unexpected<Error> noSession(const std::string& reference)
{
    return fail(ErrorCode::NotFound,
        fmt::format("There is no session {}. sessions.list shows them all.", reference));
}

Result<Session> wholeSession(Database& database, Statement statement, const std::string& reference)
{
    if (!TRY(statement.step())) {
        return noSession(reference);
    }
    Session session = readSession(statement);
    session.branches = TRY(readBranches(database, session.key));
    return session;
}

/// A place in the order of the list: last active and key.
struct Place {
    std::int64_t lastActiveAtUs = afterAll;
    std::int64_t key = afterAll;
};

Result<Place> placeOf(Database& database, const std::optional<SessionId>& after)
{
    if (!after) {
        return Place{};
    }
    auto statement = TRY(database.prepare(sql::sessionPlace));
    statement.bind(1, after->uuid);
    if (!TRY(statement.step())) {
        return noSession(after->text());
    }
    return Place{.lastActiveAtUs = statement.integer(0), .key = statement.integer(1)};
}

Result<void> requireForkable(const Session& session)
{
    if (session.status != SessionStatus::Idle) {
        return fail(ErrorCode::Conflict,
            "A turn of this session is open. Stop it or decide what it waits for, then fork.");
    }
    if (session.branchCount >= branchesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The session has {} branches. Allowed are at most {}; go on in a new "
                        "session.",
                session.branchCount, branchesMax));
    }
    return {};
}

Result<void> requireDepth(Database& database, std::int64_t branchKey)
{
    const std::int64_t depth = std::ssize(TRY(branchRanges(database, branchKey)));
    if (depth >= branchDepthMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("This branch has {} forks above it. Allowed are at most {}; fork from an "
                        "earlier branch.",
                depth, branchDepthMax));
    }
    return {};
}

} // namespace

SessionStore::SessionStore(Store& store, Clock& clock, IdSource& ids)
    : m_store(store)
    , m_clock(clock)
    , m_ids(ids)
{
}

Result<Session> SessionStore::create(std::string_view agent, std::string title)
{
    TRY(checkLine("title", title, 0, sessionTitleBytesMax));
    return m_store.write([&](Database& database) -> Result<Session> {
        const Session session = TRY(get(database, TRY(insertSession(database, agent, title))));
        TRY(audit(database, "session.created", session.id, {{"agent", session.agent.text()}}));
        return session;
    });
}

Result<std::int64_t> SessionStore::insertSession(
    Database& database, std::string_view agent, std::string_view title)
{
    const Agent pinned = TRY(AgentStore::find(database, agent));
    const std::int64_t change = TRY(nextChange(database));
    const TimestampUs now = m_clock.now();
    auto session = TRY(database.prepare(sql::addSession));
    session.bind(1, m_ids.next())
        .bind(2, pinned.key)
        .bind(3, pinned.versionKey)
        .bind(4, title)
        .bind(5, now)
        .bind(6, change);
    TRY(session.run());
    const std::int64_t sessionKey = database.lastInsertRowId();
    auto branch = TRY(database.prepare(sql::addBranch));
    branch.bind(1, m_ids.next()).bind(2, sessionKey).bind(3, "main").bind(7, now).bind(8, change);
    TRY(branch.run());
    auto activate = TRY(database.prepare(sql::activateBranch));
    TRY(activate.bind(1, sessionKey).bind(2, database.lastInsertRowId()).run());
    return sessionKey;
}

Result<Session> SessionStore::get(const SessionId& id)
{
    return m_store.read([&](Database& database) { return get(database, id); });
}

Result<Session> SessionStore::get(Database& database, const SessionId& id)
{
    auto statement = TRY(database.prepare(sql::sessionById));
    statement.bind(1, id.uuid);
    return wholeSession(database, std::move(statement), id.text());
}

Result<Session> SessionStore::get(Database& database, std::int64_t sessionKey)
{
    auto statement = TRY(database.prepare(sql::sessionByKey));
    statement.bind(1, sessionKey);
    return wholeSession(database, std::move(statement), fmt::format("{}", sessionKey));
}

Result<std::int64_t> SessionStore::branchKey(
    Database& database, const Session& session, const std::optional<BranchId>& branch)
{
    if (!branch) {
        return session.activeBranchKey;
    }
    auto statement = TRY(database.prepare(sql::branchKeyOfId));
    statement.bind(1, branch->uuid).bind(2, session.key);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound,
            fmt::format("The session {} has no branch {}. sessions.get shows its branches.",
                session.id.text(), branch->text()));
    }
    return statement.integer(0);
}

Result<Page<Session>> SessionStore::list(const SessionQuery& query)
{
    return m_store.read([&](Database& database) -> Result<Page<Session>> {
        const Place place = TRY(placeOf(database, query.after));
        auto statement = query.agentKey ? TRY(database.prepare(sql::sessionsPageOfAgent))
                                        : TRY(database.prepare(sql::sessionsPage));
        statement.bind(1, place.lastActiveAtUs)
            .bind(2, place.key)
            .bind(3, query.text)
            .bind(4, query.limit + 1);
        if (query.agentKey) {
            statement.bind(5, *query.agentKey);
        }
        std::vector<Session> sessions;
        while (TRY(statement.step())) {
            sessions.push_back(readSession(statement));
        }
        return cutPage(std::move(sessions), query.limit);
    });
}

Result<Session> SessionStore::rename(const SessionId& id, std::string title)
{
    TRY(checkLine("title", title, 0, sessionTitleBytesMax));
    return m_store.write([&](Database& database) -> Result<Session> {
        const Session session = TRY(get(database, id));
        auto statement = TRY(database.prepare(sql::renameSession));
        TRY(statement.bind(1, session.key).bind(2, title).run());
        TRY(audit(database, "session.renamed", id));
        return get(database, session.key);
    });
}

Result<void> SessionStore::remove(const SessionId& id)
{
    return m_store.write([&](Database& database) -> Result<void> {
        const Session session = TRY(get(database, id));
        if (session.status == SessionStatus::InProgress) {
            return fail(ErrorCode::Conflict,
                "A turn of this session runs or is queued. Stop it first, then delete.");
        }
        auto cancel = TRY(database.prepare(sql::cancelWaitingTurnsOfSession));
        TRY(cancel.bind(1, session.key).bind(2, m_clock.now()).run());
        auto statement = TRY(database.prepare(sql::removeSession));
        TRY(statement.bind(1, session.key).bind(2, TRY(nextChange(database))).run());
        return audit(database, "session.deleted", id);
    });
}

Result<Session> SessionStore::fork(const SessionId& id, const ItemId& item, std::string name)
{
    TRY(checkLine("name", name, 0, branchNameBytesMax));
    return m_store.write([&](Database& database) -> Result<Session> {
        const Session session = TRY(get(database, id));
        TRY(requireForkable(session));
        const std::string branch =
            name.empty() ? fmt::format("fork {}", session.branchCount) : name;
        TRY(insertFork(database, session, item, branch));
        auto activate = TRY(database.prepare(sql::activateBranch));
        TRY(activate.bind(1, session.key).bind(2, database.lastInsertRowId()).run());
        TRY(noteActivity(database, session.key));
        TRY(audit(database, "session.forked", id, {{"item", item.text()}}));
        return get(database, session.key);
    });
}

// The fork hangs on the branch that holds the item, not on the one it was seen on, so that a chain
// is never longer than it has to be.
Result<void> SessionStore::insertFork(
    Database& database, const Session& session, const ItemId& item, std::string_view name)
{
    auto place = TRY(database.prepare(sql::itemPlace));
    place.bind(1, item.uuid);
    if (!TRY(place.step()) || place.integer(0) != session.key) {
        return fail(ErrorCode::NotFound,
            fmt::format("The session {} has no item {}.", session.id.text(), item.text()));
    }
    TRY(requireDepth(database, place.integer(1)));
    auto statement = TRY(database.prepare(sql::addBranch));
    statement.bind(1, m_ids.next())
        .bind(2, session.key)
        .bind(3, name)
        .bind(4, place.integer(1))
        .bind(5, place.integer(2))
        .bind(6, place.integer(3))
        .bind(7, m_clock.now())
        .bind(8, TRY(nextChange(database)));
    return statement.run();
}

Result<Session> SessionStore::switchBranch(const SessionId& id, const BranchId& branch)
{
    return m_store.write([&](Database& database) -> Result<Session> {
        const Session session = TRY(get(database, id));
        const std::int64_t key = TRY(branchKey(database, session, branch));
        auto activate = TRY(database.prepare(sql::activateBranch));
        TRY(activate.bind(1, session.key).bind(2, key).run());
        TRY(audit(database, "session.switched", id, {{"branch", branch.text()}}));
        return get(database, session.key);
    });
}

Result<void> SessionStore::noteActivity(
    Database& database, std::int64_t sessionKey, const SessionUsage& used)
{
    auto statement = TRY(database.prepare(sql::noteSessionActivity));
    statement.bind(1, sessionKey)
        .bind(2, m_clock.now())
        .bind(3, used.computed)
        .bind(4, used.cached)
        .bind(5, used.output);
    return statement.run();
}

Result<void> SessionStore::audit(
    Database& database, std::string_view action, const SessionId& session, const Json& payload)
{
    return appendAudit(database, m_clock,
        {.actor = "user", .action = action, .subject = session.text(), .payload = payload});
}

} // namespace core
