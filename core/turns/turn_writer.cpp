// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_writer.h"

#include "core/tools/tool_text.h"
#include "core/turns/turn_items.h"
#include "core/turns/turn_json.h"

namespace core {

namespace {

TurnStatus turnStatusOf(Finish::Status status)
{
    switch (status) {
    case Finish::Status::Completed:
        return TurnStatus::Completed;
    case Finish::Status::Cancelled:
        return TurnStatus::Cancelled;
    default:
        return TurnStatus::Failed;
    }
}

JournalOutcome outcomeOf(Finish::Status status)
{
    switch (status) {
    case Finish::Status::Completed:
        return JournalOutcome::Succeeded;
    case Finish::Status::Cancelled:
        return JournalOutcome::Cancelled;
    default:
        return JournalOutcome::Failed;
    }
}

bool isOpen(ItemStatus status)
{
    return status == ItemStatus::InProgress || status == ItemStatus::InDoubt;
}

} // namespace

TurnWriter::TurnWriter(const TurnServices& services, Database& database, const Turn& turn,
    TurnState state, std::int64_t change)
    : m_database(database)
    , m_turn(turn)
    , m_state(std::move(state))
    , m_change(change)
    , m_turns(services.clock, services.ids)
    , m_items(services.store, services.clock, services.ids)
    , m_sessions(services.store, services.clock, services.ids)
    , m_journal(services.clock)
    , m_intake(services)
{
}

Result<void> TurnWriter::journal(const JournalRow& row)
{
    TRY(m_journal.append(m_database, m_turn.key, row));
    if (row.phase == JournalPhase::Result) {
        TRY(TurnStore::noteProgress(m_database, m_turn.key));
    }
    return applyRow(m_state, row);
}

Result<Item> TurnWriter::append(NewItem item)
{
    item.turnKey = m_turn.key;
    Item added = TRY(m_items.append(m_database, m_turn.branchKey, m_change, item));
    m_changes.added.push_back(added);
    return added;
}

Result<void> TurnWriter::endItem(std::int64_t itemKey, const ItemEnd& end)
{
    m_changes.ended.push_back(TRY(m_items.finish(m_database, itemKey, end)));
    return {};
}

Result<void> TurnWriter::takeWaitingInputs()
{
    return m_intake.takeWaiting(m_database, m_turn, m_change, m_changes);
}

Result<void> TurnWriter::addUsage(const TurnUsage& used)
{
    TRY(TurnStore::addUsage(m_database, m_turn.key, used));
    return m_sessions.noteActivity(
        m_database, m_turn.sessionKey, {used.computed, used.cached, used.output});
}

Result<void> TurnWriter::park()
{
    return TurnStore::setStatus(m_database, m_turn.key, TurnStatus::Waiting);
}

Result<void> TurnWriter::unpark()
{
    return TurnStore::setStatus(m_database, m_turn.key, TurnStatus::Queued);
}

Result<void> TurnWriter::cancelOpenCalls()
{
    for (const CallState& call : m_state.calls) {
        if (call.phase == CallState::Phase::Done) {
            continue;
        }
        const bool begun = call.phase != CallState::Phase::Pending;
        const auto item = callItem(m_database, m_turn.key, call.callId);
        if (item && isOpen(item->status)) { // a damaged turn must end, too
            TRY(endItem(item->key, {.status = ItemStatus::Cancelled}));
        }
        TRY(append({.kind = ItemKind::FunctionOutput,
            .status = ItemStatus::Cancelled,
            .callId = call.callId,
            .name = call.name,
            .text = begun ? "The turn was stopped while this call ran. It is not known whether it "
                            "took effect."
                          : "The turn was stopped before this call was made.",
            .label = toolLabel(call.name)}));
    }
    return {};
}

Result<void> TurnWriter::beginNextTurn()
{
    const auto inputs = TRY(TurnIntake::waitingTogether(m_database, m_turn.sessionKey));
    if (inputs.empty()) {
        return {};
    }
    const Session session = TRY(SessionStore::get(m_database, m_turn.sessionKey));
    m_changes.nextTurn = TRY(m_intake.begin(m_database, session, m_change, inputs, m_changes));
    m_changes.nextTurnData = TRY(turnJson(m_database, *m_changes.nextTurn));
    return {};
}

Result<void> TurnWriter::finish(const Finish& end)
{
    TRY(cancelOpenCalls());
    const TurnStatus status = turnStatusOf(end.status);
    const std::string_view code = end.failure ? turnFailureName(*end.failure) : "";
    TRY(journal({.step = end.step,
        .phase = JournalPhase::Result,
        .kind = JournalKind::Finish,
        .outcome = outcomeOf(end.status),
        .payload = {{"status", turnStatusName(status)}, {"code", code}}}));
    TRY(m_turns.finish(m_database, m_turn.key, status, code, end.message));
    TRY(m_sessions.noteActivity(m_database, m_turn.sessionKey));
    return beginNextTurn();
}

Result<void> TurnWriter::finishIfDone()
{
    const Step step = next(m_state);
    if (const auto* end = std::get_if<Finish>(&step)) {
        return finish(*end);
    }
    return {};
}

Result<TurnChanges> TurnWriter::changes()
{
    m_changes.turn = TRY(TurnStore::get(m_database, m_turn.key));
    m_changes.turnData = TRY(turnJson(m_database, m_changes.turn));
    return std::move(m_changes);
}

} // namespace core
