// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agents_service.h"

#include "core/agents/agent_json.h"
#include "core/agents/agent_store.h"
#include "core/api/list_json.h"

#include <limits>
#include <memory>

namespace core {

namespace {

class AgentsService {
public:
    AgentsService(Store& store, Clock& clock, IdSource& ids, EventBus& events)
        : m_agents(store, clock, ids)
        , m_events(events)
    {
    }

    Result<Json> create(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters,
            {"name", "instructions", "model", "tools", "directory", "sampling",
                "output_tokens_max"}));
        TRY(requiredString(parameters, "name"));
        AgentSettings settings;
        TRY(TRY(agentChangeFromJson(parameters))(settings));
        return changed(TRY(m_agents.create(std::move(settings))));
    }

    Result<Json> edit(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters,
            {"agent", "name", "instructions", "model", "tools", "directory", "sampling",
                "output_tokens_max"}));
        const std::string reference = TRY(requiredString(parameters, "agent"));
        return changed(TRY(m_agents.edit(reference, TRY(agentChangeFromJson(parameters)))));
    }

    Result<Json> list(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"query", "limit", "after"}));
        const AgentQuery query{.text = TRY(optionalString(parameters, "query")).value_or(""),
            .limit = TRY(limitParameter(parameters)),
            .after = TRY(idParameter<AgentId>(parameters, "after"))};
        return pageToJson(TRY(m_agents.list(query)), agentToJson);
    }

    Result<Json> get(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "version"}));
        const std::string reference = TRY(requiredString(parameters, "agent"));
        const auto version = TRY(
            optionalInteger(parameters, "version", 1, std::numeric_limits<std::int64_t>::max()));
        return agentToJson(
            version ? TRY(m_agents.version(reference, *version)) : TRY(m_agents.find(reference)));
    }

    Result<Json> versions(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent"}));
        Json data = Json::array();
        for (const Agent& agent : TRY(m_agents.versions(TRY(requiredString(parameters, "agent")))))
        {
            data.push_back(agentToJson(agent));
        }
        return Json{{"data", std::move(data)}};
    }

    Result<Json> remove(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent"}));
        const AgentRemoval removal = TRY(m_agents.remove(TRY(requiredString(parameters, "agent"))));
        for (const SessionId& session : removal.sessions) {
            m_events.publish("session.deleted", {{"session", session.text()}, {"status", "idle"}});
        }
        m_events.publish("agent.deleted", {{"agent", removal.agent.text()}});
        return Json{{"id", removal.agent.text()}, {"deleted", true}};
    }

private:
    Json changed(const Agent& agent)
    {
        m_events.publish("agent.changed", {{"agent", agent.id.text()}});
        return agentToJson(agent);
    }

    AgentStore m_agents;
    EventBus& m_events;
};

} // namespace

void addAgentMethods(
    ServiceTable& table, Store& store, Clock& clock, IdSource& ids, EventBus& events)
{
    // Shared by its methods in the table; it has no state but the references.
    const auto service = std::make_shared<AgentsService>(store, clock, ids, events);
    using Method = Result<Json> (AgentsService::*)(const Json&);
    const auto add = [&](std::string name, Method method) {
        table.add(std::move(name), [service, method](const Json& parameters, const CallContext&) {
            return ((*service).*method)(parameters);
        });
    };
    add("agents.create", &AgentsService::create);
    add("agents.list", &AgentsService::list);
    add("agents.get", &AgentsService::get);
    add("agents.versions", &AgentsService::versions);
    add("agents.edit", &AgentsService::edit);
    add("agents.delete", &AgentsService::remove);
}

} // namespace core
