// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/turns/turn_services.h"
#include "core/turns/turn_stop.h"

#include <cstdint>
#include <optional>

namespace core {

/// How performing a turn ended.
struct Performed {
    enum class End {
        Final, ///< completed, failed or cancelled
        Waiting, ///< a person must decide
        Halted, ///< the program ends; the turn is open
        NotOurs, ///< it is final already, or somebody else's
        StoreFailed, ///< a commit failed (`error`); to be tried again later
    };
    End end = End::Final;
    std::optional<std::int64_t> nextTurn = {}; ///< that began for messages which waited
    std::optional<Error> error = {};
};

/// Performs a turn step by step until it is final, waits or is stopped. Everything it knows is in
/// the store: called again after any interruption it goes on.
/// Thread rule: any thread, but each turn on one thread at a time.
Performed performTurn(const TurnServices& services, std::int64_t turnKey, TurnStop& stop);

} // namespace core
