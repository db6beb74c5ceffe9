// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/sessions/item.h"
#include "core/store/database.h"
#include "core/turns/turn.h"

#include <optional>
#include <vector>

namespace core {

/// What one commit changed, to be told after it.
struct TurnChanges {
    std::vector<Item> added;
    std::vector<Item> ended; ///< that were there before
    Turn turn; ///< as it is now
    Json turnData; ///< the wire's form of `turn`
    std::optional<Turn> nextTurn = {}; ///< begun for messages that waited
    Json nextTurnData = {};
    std::optional<AgentId> memoryOf = {}; ///< whose memory changed
};

/// Publishes item.added, item.completed, turn.changed, session.changed and memory.changed. Call it
/// after the commit.
void publishChanges(EventBus& bus, const TurnChanges& changes);

} // namespace core
