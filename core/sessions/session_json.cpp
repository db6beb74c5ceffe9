// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session_json.h"

namespace core {

namespace {

Json branchToJson(const Branch& branch)
{
    Json json{{"id", branch.id.text()}, {"name", branch.name}, {"forked_from", nullptr},
        {"head_position", branch.headPosition}};
    if (branch.forkedFrom) {
        json["forked_from"] = {{"branch", branch.forkedFrom->branch.text()},
            {"position", branch.forkedFrom->position}};
    }
    return json;
}

Json withoutBranches(const Session& session)
{
    Json json{{"id", session.id.text()},
        {"agent",
            {{"id", session.agent.text()}, {"name", session.agentName},
                {"version", session.agentVersion}}},
        {"title", session.title}, {"status", sessionStatusName(session.status)},
        {"active_branch", session.activeBranch.text()}, {"turns", session.turns},
        {"usage",
            {{"computed", session.usage.computed}, {"cached", session.usage.cached},
                {"output", session.usage.output}}},
        {"last_error", nullptr}, {"created_at_us", session.createdAtUs},
        {"last_active_at_us", session.lastActiveAtUs}};
    if (session.lastError) {
        json["last_error"] = {
            {"code", session.lastError->code}, {"message", session.lastError->message}};
    }
    return json;
}

} // namespace

std::string_view sessionStatusName(SessionStatus status)
{
    switch (status) {
    case SessionStatus::Idle:
        return "idle";
    case SessionStatus::InProgress:
        return "in_progress";
    case SessionStatus::RequiresAction:
        return "requires_action";
    }
    return "idle";
}

Json sessionToJson(const Session& session)
{
    Json json = withoutBranches(session);
    json["branches"] = Json::array();
    for (const Branch& branch : session.branches) {
        json["branches"].push_back(branchToJson(branch));
    }
    return json;
}

Json sessionToListJson(const Session& session)
{
    Json json = withoutBranches(session);
    json["branch_count"] = session.branchCount;
    return json;
}

} // namespace core
