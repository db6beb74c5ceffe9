// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/item_store.h"
#include "core/sessions/session_store.h"
#include "core/turns/journal_store.h"
#include "core/turns/turn_changes.h"
#include "core/turns/turn_intake.h"
#include "core/turns/turn_services.h"
#include "core/turns/turn_state.h"
#include "core/turns/turn_store.h"

#include <functional>
#include <optional>

namespace core {

/// One commit of a turn: journal rows, items, usage and the turn's next state, all or nothing.
/// Lives inside a write operation; use it through TurnLedger::commit.
class TurnWriter {
public:
    TurnWriter(const TurnServices& services, Database& database, const Turn& turn, TurnState state,
        std::int64_t change);

    /// Adds a row to the journal and to the state.
    Result<void> journal(const JournalRow& row);

    Result<Item> append(NewItem item);
    Result<void> endItem(std::int64_t itemKey, const ItemEnd& end);

    /// Messages that came meanwhile become items of this turn.
    Result<void> takeWaitingInputs();

    Result<void> addUsage(const TurnUsage& used);

    /// The turn waits for a person; or, after the decision, for a worker.
    Result<void> park();
    Result<void> unpark();

    /// Ends the turn: its row in the journal, calls that were not made as cancelled, the status,
    /// and a next turn when messages wait.
    Result<void> finish(const Finish& end);

    /// Finishes when the state says so.
    Result<void> finishIfDone();

    [[nodiscard]] Database& database() { return m_database; }
    [[nodiscard]] const TurnState& state() const { return m_state; }
    [[nodiscard]] const Turn& turn() const { return m_turn; }
    [[nodiscard]] std::int64_t change() const { return m_change; }

    /// What is to be told once this is committed. Reads the turn back.
    Result<TurnChanges> changes();
    void noteMemoryChanged(const AgentId& agent) { m_changes.memoryOf = agent; }

private:
    Result<void> cancelOpenCalls();
    Result<void> beginNextTurn();

    Database& m_database;
    Turn m_turn;
    TurnState m_state;
    std::int64_t m_change;
    TurnChanges m_changes;
    TurnStore m_turns;
    ItemStore m_items;
    SessionStore m_sessions;
    JournalStore m_journal;
    TurnIntake m_intake;
};

} // namespace core
