// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/store/database.h"
#include "core/store/page.h"
#include "core/turns/turn.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace core {

/// A turn begun more often than this without a committed result in between is given up.
inline constexpr std::int64_t attemptsMax = 5;

struct NewTurn {
    std::int64_t sessionKey = 0;
    std::int64_t branchKey = 0;
    std::int64_t agentVersionKey = 0;
    std::uint64_t seed = 0;
};

/// The detail of the Conflict that claim() and requireOwned() answer with.
inline constexpr std::string_view turnNotOurs = "E_TURN_NOT_OURS";

/// Which turns a claim may take.
enum class Claim {
    Runnable, ///< queued, or in progress: in an older epoch, or in ours after a failed commit
    Open, ///< waiting turns as well, to cancel them
};

/// The rows of turns. What a turn did lies in its journal (JournalStore).
/// Thread rule: all functions run inside an operation of Store.
class TurnStore {
public:
    TurnStore(Clock& clock, IdSource& ids);

    Result<Turn> insert(Database& database, const NewTurn& turn);

    static Result<Turn> get(Database& database, const TurnId& id);
    static Result<Turn> get(Database& database, std::int64_t key);

    /// Newest first; `after` is exclusive.
    static Result<Page<Turn>> list(Database& database, std::int64_t sessionKey, std::int64_t limit,
        const std::optional<TurnId>& after);

    /// The turn of the session that is queued, in progress or waiting.
    static Result<std::optional<Turn>> openTurn(Database& database, std::int64_t sessionKey);

    /// Turns (of one session) that are queued, or in progress in an older epoch.
    static Result<std::vector<Turn>> interrupted(
        Database& database, std::int64_t epoch, std::optional<std::int64_t> sessionKey);

    /// Makes the turn this epoch's and in progress, and counts the attempt. Conflict when it is
    /// not of that kind. The caller sees to it that no other thread of this process has it.
    Result<Turn> claim(Database& database, std::int64_t key, std::int64_t epoch, Claim which);

    /// Conflict unless the turn is in progress in this epoch: what a dead owner began is not
    /// written by a late thread.
    static Result<void> requireOwned(Database& database, std::int64_t key, std::int64_t epoch);

    /// A step has its result: the count of attempts begins again.
    static Result<void> noteProgress(Database& database, std::int64_t key);

    static Result<void> addUsage(Database& database, std::int64_t key, const TurnUsage& used);

    /// In progress -> queued, without counting as an attempt: the program ends in good order.
    static Result<void> release(Database& database, std::int64_t key, std::int64_t epoch);

    /// Queued (after a decision) or waiting.
    static Result<void> setStatus(Database& database, std::int64_t key, TurnStatus status);

    /// The end of a turn; the error is empty unless it failed.
    Result<void> finish(Database& database, std::int64_t key, TurnStatus status,
        std::string_view errorCode, std::string_view errorMessage);

private:
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
