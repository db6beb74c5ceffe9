// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/wire_types.h"

#include <QJsonArray>

namespace ui {

namespace {

QJsonObject objectOf(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toObject();
}

std::optional<WireError> errorOf(const QJsonObject& object, const char* name)
{
    const QJsonValue value = object.value(QLatin1String(name));
    if (!value.isObject()) {
        return std::nullopt;
    }
    return WireError{textOf(value.toObject(), "code"), textOf(value.toObject(), "message")};
}

} // namespace

QString textOf(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toString();
}

qint64 integerOf(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toInteger();
}

AgentInfo AgentInfo::from(const QJsonObject& object)
{
    AgentInfo agent;
    agent.id = textOf(object, "id");
    agent.name = textOf(object, "name");
    agent.version = static_cast<int>(integerOf(object, "version"));
    agent.instructions = textOf(object, "instructions");
    agent.model = textOf(object, "model");
    for (const QJsonValue& tool : object.value(QLatin1String("tools")).toArray()) {
        agent.tools.append(tool.toString());
    }
    agent.directory = textOf(object, "directory");
    agent.sampling = objectOf(object, "sampling");
    agent.outputTokensMax = static_cast<int>(integerOf(object, "output_tokens_max"));
    return agent;
}

BranchInfo BranchInfo::from(const QJsonObject& object)
{
    return BranchInfo{textOf(object, "id"), textOf(object, "name")};
}

Usage Usage::from(const QJsonObject& object)
{
    return Usage{integerOf(object, "computed"), integerOf(object, "cached"),
        integerOf(object, "output"), integerOf(object, "read_us"),
        integerOf(object, "generate_us")};
}

SessionInfo SessionInfo::from(const QJsonObject& object)
{
    SessionInfo session;
    const QJsonObject agent = objectOf(object, "agent");
    session.id = textOf(object, "id");
    session.agentId = textOf(agent, "id");
    session.agentName = textOf(agent, "name");
    session.agentVersion = static_cast<int>(integerOf(agent, "version"));
    session.title = textOf(object, "title");
    session.status = textOf(object, "status");
    session.activeBranch = textOf(object, "active_branch");
    for (const QJsonValue& branch : object.value(QLatin1String("branches")).toArray()) {
        session.branches.append(BranchInfo::from(branch.toObject()));
    }
    session.branchCount = session.branches.isEmpty()
        ? qMax(1, static_cast<int>(integerOf(object, "branch_count")))
        : static_cast<int>(session.branches.size());
    session.turns = static_cast<int>(integerOf(object, "turns"));
    session.lastError = errorOf(object, "last_error");
    session.lastActiveAtUs = integerOf(object, "last_active_at_us");
    return session;
}

ItemInfo ItemInfo::from(const QJsonObject& object)
{
    ItemInfo item;
    item.id = textOf(object, "id");
    item.branch = textOf(object, "branch");
    item.position = integerOf(object, "position");
    item.turn = textOf(object, "turn");
    item.kind = textOf(object, "kind");
    item.role = textOf(object, "role");
    item.status = textOf(object, "status");
    item.callId = textOf(object, "call_id");
    item.name = textOf(object, "name");
    item.text = textOf(object, "text");
    item.integrity = textOf(objectOf(object, "labels"), "integrity");
    item.createdAtUs = integerOf(object, "created_at_us");
    item.completedAtUs = integerOf(object, "completed_at_us");
    return item;
}

bool TurnInfo::isOpen() const
{
    return status == QLatin1String("queued") || status == QLatin1String("in_progress")
        || status == QLatin1String("waiting");
}

TurnInfo TurnInfo::from(const QJsonObject& object)
{
    TurnInfo turn;
    turn.id = textOf(object, "id");
    turn.branch = textOf(object, "branch");
    turn.status = textOf(object, "status");
    turn.error = errorOf(object, "error");
    turn.usage = Usage::from(objectOf(object, "usage"));
    const QJsonObject action = objectOf(object, "required_action");
    if (!action.isEmpty()) {
        turn.action = RequiredAction{textOf(action, "kind"), textOf(action, "call_id"),
            textOf(action, "name"), textOf(action, "arguments")};
    }
    turn.createdAtUs = integerOf(object, "created_at_us");
    turn.completedAtUs = integerOf(object, "completed_at_us");
    return turn;
}

} // namespace ui
