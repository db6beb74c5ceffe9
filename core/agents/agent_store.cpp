// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent_store.h"

#include "core/agents/agent_configuration.h"
#include "core/agents/agent_settings.h"
#include "core/agents/agents_sql.h"
#include "core/audit/audit_log.h"
#include "core/text/utf8.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

namespace core {

namespace {

constexpr std::int64_t namesakesShown = 10;
constexpr std::size_t shownBytes = 120;

Result<Agent> readAgent(const Statement& row)
{
    Agent agent;
    agent.key = row.integer(0);
    agent.id = {row.uuid(1)};
    agent.createdAtUs = row.integer(2);
    agent.versionKey = row.integer(3);
    agent.version = row.integer(4);
    agent.updatedAtUs = row.integer(8);
    agent.settings.name = row.text(5);
    agent.settings.instructions = row.text(6);
    TRY(readAgentConfiguration(row.text(7), agent.settings));
    return agent;
}

tl::unexpected<Error> noAgent(std::string_view reference)
{
    return fail(ErrorCode::NotFound,
        fmt::format("There is no agent '{}'. agents.list shows them all.",
            replaceInvalidUtf8(clipUtf8(reference, shownBytes))));
}

Result<Agent> firstAgent(Statement statement, std::string_view reference)
{
    if (!TRY(statement.step())) {
        return noAgent(reference);
    }
    return readAgent(statement);
}

Result<std::vector<Agent>> allAgents(Statement statement)
{
    std::vector<Agent> agents;
    while (TRY(statement.step())) {
        agents.push_back(TRY(readAgent(statement)));
    }
    return agents;
}

Result<Agent> findByName(Database& database, std::string_view name)
{
    auto statement = TRY(database.prepare(sql::agentsByName));
    statement.bind(1, name).bind(2, namesakesShown);
    std::vector<Agent> agents = TRY(allAgents(std::move(statement)));
    if (agents.empty()) {
        return noAgent(name);
    }
    if (agents.size() > 1) {
        std::vector<std::string> ids;
        for (const Agent& agent : agents) {
            ids.push_back(agent.id.text());
        }
        return fail(ErrorCode::Conflict,
            fmt::format("Several agents are named '{}'. Name one by its id: {}.",
                clipUtf8(name, shownBytes), fmt::join(ids, ", ")));
    }
    return std::move(agents.front());
}

Result<void> requireNoRunningTurn(Database& database, const Agent& agent)
{
    auto statement = TRY(database.prepare(sql::runningTurnsOfAgent));
    statement.bind(1, agent.key);
    TRY(statement.step());
    if (statement.integer(0) > 0) {
        return fail(ErrorCode::Conflict,
            fmt::format("The agent '{}' has {} turns that run or are queued. Stop them first.",
                agent.settings.name, statement.integer(0)));
    }
    return {};
}

Result<std::int64_t> keyBefore(Database& database, const std::optional<AgentId>& after)
{
    if (!after) {
        return std::numeric_limits<std::int64_t>::max();
    }
    auto statement = TRY(database.prepare(sql::agentKeyOfId));
    statement.bind(1, after->uuid);
    if (!TRY(statement.step())) {
        return noAgent(after->text());
    }
    return statement.integer(0);
}

} // namespace

AgentStore::AgentStore(Store& store, Clock& clock, IdSource& ids)
    : m_store(store)
    , m_clock(clock)
    , m_ids(ids)
{
}

Result<Agent> AgentStore::create(AgentSettings settings)
{
    const AgentSettings checked = TRY(checkAgentSettings(std::move(settings)));
    return m_store.write([&](Database& database) -> Result<Agent> {
        const std::int64_t change = TRY(nextChange(database));
        auto statement = TRY(database.prepare(sql::addAgent));
        statement.bind(1, m_ids.next()).bind(2, m_clock.now()).bind(3, change);
        TRY(statement.run());
        const std::int64_t agentKey = database.lastInsertRowId();
        const Agent agent = TRY(insertVersion(database, agentKey, 1, change, checked));
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "agent.created",
                .subject = agent.id.text(),
                .payload = {{"name", checked.name}, {"version", 1}}}));
        return agent;
    });
}

Result<Agent> AgentStore::edit(std::string_view reference, const AgentChange& change)
{
    return m_store.write([&](Database& database) -> Result<Agent> {
        const Agent before = TRY(find(database, reference));
        AgentSettings settings = before.settings;
        TRY(change(settings));
        settings = TRY(checkAgentSettings(std::move(settings)));
        const std::int64_t sequence = TRY(nextChange(database));
        auto close = TRY(database.prepare(sql::closeAgentVersion));
        TRY(close.bind(1, before.key).bind(2, sequence).run());
        const Agent agent =
            TRY(insertVersion(database, before.key, before.version + 1, sequence, settings));
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "agent.edited",
                .subject = agent.id.text(),
                .payload = {{"name", settings.name}, {"version", agent.version}}}));
        return agent;
    });
}

Result<Agent> AgentStore::insertVersion(Database& database, std::int64_t agentKey,
    std::int64_t version, std::int64_t change, const AgentSettings& settings)
{
    auto statement = TRY(database.prepare(sql::addAgentVersion));
    statement.bind(1, agentKey)
        .bind(2, version)
        .bind(3, settings.name)
        .bind(4, settings.instructions)
        .bind(5, writeJson(agentConfigurationToJson(settings)))
        .bind(6, m_clock.now())
        .bind(7, change);
    TRY(statement.run());
    return snapshot(database, database.lastInsertRowId());
}

Result<Agent> AgentStore::find(std::string_view reference)
{
    return m_store.read([&](Database& database) { return find(database, reference); });
}

Result<Agent> AgentStore::find(Database& database, std::string_view reference)
{
    const Result<AgentId> id = AgentId::parse(reference);
    if (!id) {
        return findByName(database, reference);
    }
    auto statement = TRY(database.prepare(sql::agentById));
    statement.bind(1, id->uuid);
    return firstAgent(std::move(statement), reference);
}

Result<Agent> AgentStore::version(std::string_view reference, std::int64_t version)
{
    return m_store.read([&](Database& database) -> Result<Agent> {
        const Agent agent = TRY(find(database, reference));
        auto statement = TRY(database.prepare(sql::agentVersion));
        statement.bind(1, agent.key).bind(2, version);
        if (!TRY(statement.step())) {
            return fail(ErrorCode::NotFound,
                fmt::format("The agent '{}' has no version {}. Its versions are 1 to {}.",
                    agent.settings.name, version, agent.version));
        }
        return readAgent(statement);
    });
}

Result<std::vector<Agent>> AgentStore::versions(std::string_view reference)
{
    return m_store.read([&](Database& database) -> Result<std::vector<Agent>> {
        const Agent agent = TRY(find(database, reference));
        auto statement = TRY(database.prepare(sql::agentVersions));
        statement.bind(1, agent.key).bind(2, pageSizeMax);
        return allAgents(std::move(statement));
    });
}

Result<Agent> AgentStore::snapshot(Database& database, std::int64_t versionKey)
{
    auto statement = TRY(database.prepare(sql::agentOfVersionKey));
    statement.bind(1, versionKey);
    return firstAgent(std::move(statement), fmt::format("version {}", versionKey));
}

Result<Page<Agent>> AgentStore::list(const AgentQuery& query)
{
    return m_store.read([&](Database& database) -> Result<Page<Agent>> {
        const std::int64_t before = TRY(keyBefore(database, query.after));
        auto statement = TRY(database.prepare(sql::agentsPage));
        statement.bind(1, before).bind(2, query.text).bind(3, query.limit + 1);
        return cutPage(TRY(allAgents(std::move(statement))), query.limit);
    });
}

Result<AgentRemoval> AgentStore::remove(std::string_view reference)
{
    return m_store.write([&](Database& database) -> Result<AgentRemoval> {
        const Agent agent = TRY(find(database, reference));
        TRY(requireNoRunningTurn(database, agent));
        const std::int64_t change = TRY(nextChange(database));
        auto cancel = TRY(database.prepare(sql::cancelWaitingTurnsOfAgent));
        TRY(cancel.bind(1, agent.key).bind(2, m_clock.now()).run());
        AgentRemoval removal{.agent = agent.id, .sessions = {}};
        auto sessions = TRY(database.prepare(sql::removeSessionsOfAgent));
        sessions.bind(1, agent.key).bind(2, change);
        while (TRY(sessions.step())) {
            removal.sessions.push_back({sessions.uuid(0)});
        }
        auto close = TRY(database.prepare(sql::closeAgentVersion));
        TRY(close.bind(1, agent.key).bind(2, change).run());
        auto removed = TRY(database.prepare(sql::removeAgent));
        TRY(removed.bind(1, agent.key).bind(2, change).run());
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "agent.deleted",
                .subject = agent.id.text(),
                .payload = {{"sessions", removal.sessions.size()}}}));
        return removal;
    });
}

} // namespace core
