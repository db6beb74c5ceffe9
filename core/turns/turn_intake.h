// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/input_ledger.h"
#include "core/sessions/item_store.h"
#include "core/sessions/session_store.h"
#include "core/turns/turn_changes.h"
#include "core/turns/turn_services.h"
#include "core/turns/turn_store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// How messages come into turns: through the ledger of inputs, whole and in order.
/// Thread rule: send() from any thread; the functions that take a Database run inside a write
/// operation.
class TurnIntake {
public:
    explicit TurnIntake(const TurnServices& services);

    struct Sent {
        Turn turn; ///< that has taken the message, or is open and will
        std::optional<Item> item; ///< the message, once a turn has taken it
        Json turnData;
        bool repeated = false; ///< the idempotency key was seen before
    };

    /// Commits the message; with an idle session a queued turn and the message's item as well. Then
    /// tells the bus. The same idempotency key gives the same turn.
    Result<Sent> send(
        const SessionId& session, std::string_view text, std::optional<std::string> idempotencyKey);

    /// A queued turn for inputs that wait on one branch, with an item for each.
    Result<Turn> begin(Database& database, const Session& session, std::int64_t change,
        const std::vector<Input>& inputs, TurnChanges& changes);

    /// Inputs that wait on the turn's branch become items of the turn.
    Result<void> takeWaiting(
        Database& database, const Turn& turn, std::int64_t change, TurnChanges& changes);

    /// The inputs that wait for the next turn: those on the branch of the first.
    static Result<std::vector<Input>> waitingTogether(Database& database, std::int64_t sessionKey);

private:
    Result<Sent> accept(Database& database, const SessionId& session, std::string_view text,
        const std::optional<std::string>& idempotencyKey, TurnChanges& changes);
    Result<Sent> repeated(Database& database, const Input& input);
    Result<Item> take(
        Database& database, const Turn& turn, std::int64_t change, const Input& input);

    TurnServices m_services;
    TurnStore m_turns;
    ItemStore m_items;
    InputLedger m_inputs;
    SessionStore m_sessions;
};

} // namespace core
