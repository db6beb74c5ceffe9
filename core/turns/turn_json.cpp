// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_json.h"

#include "core/sessions/item_store.h"
#include "core/turns/journal_store.h"
#include "core/turns/turn_items.h"
#include "core/turns/turn_state.h"

namespace core {

namespace {

Json optionalTime(const std::optional<TimestampUs>& time)
{
    return time ? Json(*time) : Json();
}

Result<Json> requiredAction(Database& database, const Turn& turn)
{
    const auto rows = TRY(JournalStore::rows(database, turn.key));
    const TurnState state = TRY(foldJournal(turn.seed, rows));
    for (const CallState& call : state.calls) {
        if (call.phase == CallState::Phase::Asked) {
            const Item item = TRY(callItem(database, turn.key, call.callId));
            return Json{{"kind", "in_doubt"}, {"call_id", call.callId}, {"name", call.name},
                {"arguments", item.text}};
        }
    }
    return Json();
}

} // namespace

Result<Json> turnJson(Database& database, const Turn& turn)
{
    Json json{{"id", turn.id.text()}, {"session", turn.session.text()},
        {"branch", turn.branch.text()}, {"status", turnStatusName(turn.status)},
        {"agent_version", turn.agentVersion}, {"error", nullptr}, {"attempts", turn.attempts},
        {"usage",
            {{"computed", turn.usage.computed}, {"cached", turn.usage.cached},
                {"output", turn.usage.output}, {"read_us", turn.usage.readUs},
                {"generate_us", turn.usage.generateUs}}},
        {"required_action", nullptr}, {"created_at_us", turn.createdAtUs},
        {"started_at_us", optionalTime(turn.startedAtUs)},
        {"completed_at_us", optionalTime(turn.completedAtUs)}};
    if (!turn.errorCode.empty()) {
        json["error"] = {{"code", turn.errorCode}, {"message", turn.errorMessage}};
    }
    if (turn.status == TurnStatus::Waiting) {
        json["required_action"] = TRY(requiredAction(database, turn));
    }
    return json;
}

} // namespace core
