// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/turns/turn_services.h"
#include "core/turns/turn_state.h"
#include "core/turns/turn_stop.h"
#include "core/turns/turn_writer.h"

#include <functional>
#include <optional>

namespace core {

/// A turn that this process performs: what was read when it was claimed, and how its state goes on
/// with each commit.
/// Thread rule: one thread.
class TurnRun {
public:
    /// Claims the turn and folds its journal. Conflict when it is not there to take. A journal that
    /// does not fold, and a turn that was begun too often, give a state that finishes as failed.
    static Result<TurnRun> open(const TurnServices& services, std::int64_t turnKey, TurnStop& stop);

    /// One commit: runs `change` in a write operation, takes over the new state, tells the bus.
    /// Conflict when the turn is no longer ours. After an error the state is as before.
    using Change = std::function<Result<void>(TurnWriter&)>;
    Result<void> commit(const Change& change);

    /// Gives the turn back as queued, for the next start.
    void release();

    [[nodiscard]] const TurnServices& services() const { return m_services; }
    [[nodiscard]] const Turn& turn() const { return m_turn; }
    [[nodiscard]] const Agent& agent() const { return m_agent; }
    [[nodiscard]] const TurnState& state() const { return m_state; }
    [[nodiscard]] TurnStop& stop() const { return *m_stop; }

    /// The turn that began when this one ended, for messages that waited.
    [[nodiscard]] std::optional<std::int64_t> nextTurnKey() const { return m_nextTurnKey; }

private:
    TurnRun(const TurnServices& services, TurnStop& stop);
    Result<void> load(Database& database, std::int64_t turnKey);
    Result<void> foldStored(Database& database);

    TurnServices m_services;
    TurnStop* m_stop;
    Turn m_turn;
    Agent m_agent;
    TurnState m_state;
    std::optional<std::int64_t> m_nextTurnKey;
};

} // namespace core
