// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/sessions_service.h"

#include "core/agents/agent_store.h"
#include "core/api/list_json.h"
#include "core/sessions/item_json.h"
#include "core/sessions/item_store.h"
#include "core/sessions/session_json.h"
#include "core/sessions/session_store.h"

#include <limits>
#include <memory>

namespace core {

namespace {

constexpr std::int64_t positionMax = std::numeric_limits<std::int64_t>::max() - 1;

class SessionsService {
public:
    SessionsService(Store& store, Clock& clock, IdSource& ids, EventBus& events)
        : m_agents(store, clock, ids)
        , m_sessions(store, clock, ids)
        , m_items(store, clock, ids)
        , m_events(events)
    {
    }

    Result<Json> create(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "title"}));
        return changed(TRY(m_sessions.create(TRY(requiredString(parameters, "agent")),
            TRY(optionalString(parameters, "title")).value_or(""))));
    }

    Result<Json> list(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "query", "limit", "after"}));
        SessionQuery query;
        if (const auto agent = TRY(optionalString(parameters, "agent"))) {
            query.agentKey = TRY(m_agents.find(*agent)).key;
        }
        query.text = TRY(optionalString(parameters, "query")).value_or("");
        query.limit = TRY(limitParameter(parameters));
        query.after = TRY(idParameter<SessionId>(parameters, "after"));
        return pageToJson(TRY(m_sessions.list(query)), sessionToListJson);
    }

    Result<Json> get(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session"}));
        return sessionToJson(
            TRY(m_sessions.get(TRY(requiredId<SessionId>(parameters, "session")))));
    }

    Result<Json> rename(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session", "title"}));
        const auto id = TRY(requiredId<SessionId>(parameters, "session"));
        return changed(TRY(m_sessions.rename(id, TRY(requiredString(parameters, "title")))));
    }

    Result<Json> items(const Json& parameters)
    {
        TRY(requireMembersAmong(
            parameters, {"session", "branch", "after_position", "before_position", "limit"}));
        const auto id = TRY(requiredId<SessionId>(parameters, "session"));
        const auto branch = TRY(idParameter<BranchId>(parameters, "branch"));
        const ItemQuery query{
            .afterPosition = TRY(optionalInteger(parameters, "after_position", 0, positionMax)),
            .beforePosition = TRY(optionalInteger(parameters, "before_position", 0, positionMax)),
            .limit = TRY(limitParameter(parameters))};
        const Page<Item> page = TRY(m_items.list(id, branch, query));
        Json json = pageToJson(page, itemToJson);
        json.erase("last_id");
        return json;
    }

    Result<Json> fork(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session", "item", "name"}));
        const auto id = TRY(requiredId<SessionId>(parameters, "session"));
        const auto item = TRY(requiredId<ItemId>(parameters, "item"));
        return changed(
            TRY(m_sessions.fork(id, item, TRY(optionalString(parameters, "name")).value_or(""))));
    }

    Result<Json> switchBranch(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session", "branch"}));
        const auto id = TRY(requiredId<SessionId>(parameters, "session"));
        const auto branch = TRY(requiredId<BranchId>(parameters, "branch"));
        return changed(TRY(m_sessions.switchBranch(id, branch)));
    }

    Result<Json> remove(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session"}));
        const auto id = TRY(requiredId<SessionId>(parameters, "session"));
        TRY(m_sessions.remove(id));
        m_events.publish("session.deleted", {{"session", id.text()}, {"status", "idle"}});
        return Json{{"id", id.text()}, {"deleted", true}};
    }

private:
    Json changed(const Session& session)
    {
        m_events.publish("session.changed",
            {{"session", session.id.text()}, {"status", sessionStatusName(session.status)}});
        return sessionToJson(session);
    }

    AgentStore m_agents;
    SessionStore m_sessions;
    ItemStore m_items;
    EventBus& m_events;
};

} // namespace

void addSessionMethods(
    ServiceTable& table, Store& store, Clock& clock, IdSource& ids, EventBus& events)
{
    // Shared by its methods in the table; it has no state but the references.
    const auto service = std::make_shared<SessionsService>(store, clock, ids, events);
    using Method = Result<Json> (SessionsService::*)(const Json&);
    const auto add = [&](std::string name, Method method) {
        table.add(std::move(name), [service, method](const Json& parameters, const CallContext&) {
            return ((*service).*method)(parameters);
        });
    };
    add("sessions.create", &SessionsService::create);
    add("sessions.list", &SessionsService::list);
    add("sessions.get", &SessionsService::get);
    add("sessions.rename", &SessionsService::rename);
    add("sessions.items", &SessionsService::items);
    add("sessions.fork", &SessionsService::fork);
    add("sessions.switch", &SessionsService::switchBranch);
    add("sessions.delete", &SessionsService::remove);
}

} // namespace core
