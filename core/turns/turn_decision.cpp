// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_decision.h"

#include "core/audit/audit_log.h"
#include "core/tools/tool_text.h"
#include "core/turns/turn_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

Result<CallState> askedCall(const TurnState& state, const Turn& turn, std::string_view callId)
{
    const auto found = std::find_if(state.calls.begin(), state.calls.end(),
        [&](const CallState& call) { return call.callId == callId; });
    if (turn.status != TurnStatus::Waiting || found == state.calls.end()
        || found->phase != CallState::Phase::Asked)
    {
        return fail(ErrorCode::Conflict,
            fmt::format("The turn ({}) does not wait for a decision about the call '{}'.",
                turnStatusName(turn.status), callId));
    }
    return *found;
}

Result<void> writeDecision(TurnWriter& writer, const CallState& call, TurnDecision decision)
{
    const bool retry = decision == TurnDecision::Retry;
    TRY(writer.journal({.step = call.step,
        .phase = JournalPhase::Result,
        .kind = JournalKind::Approval,
        .callId = call.callId,
        .outcome = JournalOutcome::Succeeded,
        .payload = {{"decision", retry ? "retry" : "skip"}}}));
    if (!retry) {
        TRY(writer.append({.kind = ItemKind::FunctionOutput,
            .callId = call.callId,
            .name = call.name,
            .text = "The program ended while this call ran. A person decided to go on; it is not "
                    "known whether the call took effect.",
            .label = toolLabel(call.name)}));
    }
    return writer.unpark();
}

} // namespace

Result<TurnDecision> parseTurnDecision(std::string_view name)
{
    if (name == "retry") {
        return TurnDecision::Retry;
    }
    if (name == "skip") {
        return TurnDecision::Skip;
    }
    return fail(ErrorCode::InvalidInput,
        fmt::format("Found '{}' for 'decision'. Allowed are: retry, skip.", name));
}

Result<Turn> decideTurn(
    const TurnServices& services, const TurnId& id, std::string_view callId, TurnDecision decision)
{
    TurnChanges changes;
    TRY(services.store.write([&](Database& database) -> Result<void> {
        const Turn turn = TRY(TurnStore::get(database, id));
        const auto rows = TRY(JournalStore::rows(database, turn.key));
        TurnState state = TRY(foldJournal(turn.seed, rows));
        const CallState call = TRY(askedCall(state, turn, callId));
        TurnWriter writer(services, database, turn, std::move(state), TRY(nextChange(database)));
        TRY(writeDecision(writer, call, decision));
        TRY(appendAudit(database, services.clock,
            {.actor = "user",
                .action = "turn.decided",
                .subject = id.text(),
                .payload = {{"call_id", call.callId}, {"name", call.name},
                    {"decision", decision == TurnDecision::Retry ? "retry" : "skip"}}}));
        changes = TRY(writer.changes());
        return {};
    }));
    publishChanges(services.bus, changes);
    return changes.turn;
}

} // namespace core
