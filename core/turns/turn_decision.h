// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/turns/turn.h"
#include "core/turns/turn_services.h"

#include <string_view>

namespace core {

/// What a person says about a call that may or may not have taken effect.
enum class TurnDecision {
    Retry, ///< make it again
    Skip, ///< go on without knowing; the model is told
};

/// retry, skip; InvalidInput names both.
Result<TurnDecision> parseTurnDecision(std::string_view name);

/// Commits the decision and queues the turn, which is for the caller to enqueue. Conflict when the
/// turn does not wait for a decision about this call.
Result<Turn> decideTurn(const TurnServices& services, const TurnId& turn, std::string_view callId,
    TurnDecision decision);

} // namespace core
