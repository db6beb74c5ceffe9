// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_run.h"

#include "core/agents/agent_store.h"
#include "core/turns/turn_json.h"

#include <fmt/format.h>

namespace core {

TurnRun::TurnRun(const TurnServices& services, TurnStop& stop)
    : m_services(services)
    , m_stop(&stop)
{
}

Result<TurnRun> TurnRun::open(const TurnServices& services, std::int64_t turnKey, TurnStop& stop)
{
    TurnRun run(services, stop);
    TurnChanges changes;
    TRY(services.store.write([&](Database& database) -> Result<void> {
        TRY(run.load(database, turnKey));
        changes = {.added = {},
            .ended = {},
            .turn = run.m_turn,
            .turnData = TRY(turnJson(database, run.m_turn))};
        return {};
    }));
    publishChanges(services.bus, changes);
    return run;
}

Result<void> TurnRun::load(Database& database, std::int64_t turnKey)
{
    TurnStore turns(m_services.clock, m_services.ids);
    const Claim claim = m_stop->isCancelled() ? Claim::Open : Claim::Runnable;
    m_turn = TRY(turns.claim(database, turnKey, m_services.store.epoch(), claim));
    m_agent = TRY(AgentStore::snapshot(database, m_turn.agentVersionKey));
    if (!m_agent.settings.model) {
        // A session made before its agent had a model: the model is what the agent runs on, not
        // who it is, so the one that was chosen since is taken.
        if (const auto current = AgentStore::find(database, m_agent.id.text())) {
            m_agent.settings.model = current->settings.model;
        }
    }
    return foldStored(database);
}

Result<void> TurnRun::foldStored(Database& database)
{
    const auto rows = JournalStore::rows(database, m_turn.key);
    auto folded = rows ? foldJournal(m_turn.seed, *rows) : Result<TurnState>(fail(rows.error()));
    if (folded) {
        m_state = std::move(*folded);
    } else if (folded.error().code == ErrorCode::Corrupt) {
        m_state = {};
        m_state.lastStep = TRY(JournalStore::lastStep(database, m_turn.key));
        m_state.failure = TurnFailure::DamagedJournal;
        m_state.failureMessage = folded.error().message;
    } else {
        return fail(folded.error());
    }
    if (m_turn.attempts > attemptsMax && !m_state.failure) {
        m_state.failure = TurnFailure::InterruptedTooOften;
        m_state.failureMessage = fmt::format("The program ended {} times in a row during this "
                                             "step of the turn. Send the message again to try "
                                             "once more.",
            m_turn.attempts - 1);
    }
    return {};
}

Result<void> TurnRun::commit(const Change& change)
{
    TurnChanges changes;
    TurnState state;
    TRY(m_services.store.write([&](Database& database) -> Result<void> {
        TRY(TurnStore::requireOwned(database, m_turn.key, m_services.store.epoch()));
        TurnWriter writer(m_services, database, m_turn, m_state, TRY(nextChange(database)));
        TRY(change(writer));
        state = writer.state();
        changes = TRY(writer.changes());
        return {};
    }));
    m_state = std::move(state);
    m_turn = changes.turn;
    if (changes.nextTurn) {
        m_nextTurnKey = changes.nextTurn->key;
    }
    publishChanges(m_services.bus, changes);
    return {};
}

void TurnRun::release()
{
    // When even this fails the next owner sees an interrupted turn, which it goes on with as well.
    static_cast<void>(m_services.store.write([&](Database& database) -> Result<void> {
        return TurnStore::release(database, m_turn.key, m_services.store.epoch());
    }));
}

} // namespace core
