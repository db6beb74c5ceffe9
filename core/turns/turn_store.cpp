// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_store.h"

#include "core/store/store.h"
#include "core/turns/turns_sql.h"

#include <fmt/format.h>

namespace core {

namespace {

Turn readTurn(const Statement& row)
{
    Turn turn;
    turn.key = row.integer(0);
    turn.id = TurnId{row.uuid(1)};
    turn.sessionKey = row.integer(2);
    turn.session = SessionId{row.uuid(3)};
    turn.branchKey = row.integer(4);
    turn.branch = BranchId{row.uuid(5)};
    turn.agentVersionKey = row.integer(6);
    turn.agentVersion = row.integer(7);
    turn.status = turnStatusFromName(row.text(8)).value_or(TurnStatus::Failed);
    turn.errorCode = row.optionalText(9).value_or("");
    turn.errorMessage = row.optionalText(10).value_or("");
    turn.seed = static_cast<std::uint64_t>(row.integer(11));
    turn.ownerEpoch = row.optionalInteger(12);
    turn.attempts = row.integer(13);
    turn.usage = {
        row.integer(14), row.integer(15), row.integer(16), row.integer(17), row.integer(18)};
    turn.createdAtUs = row.integer(19);
    turn.startedAtUs = row.optionalInteger(20);
    turn.completedAtUs = row.optionalInteger(21);
    return turn;
}

Result<std::vector<Turn>> readAll(Database& database, Statement& keys)
{
    std::vector<Turn> turns;
    while (TRY(keys.step())) {
        turns.push_back(TRY(TurnStore::get(database, keys.integer(0))));
    }
    return turns;
}

tl::unexpected<Error> notOurs(const char* message)
{
    return fail(
        Error{.code = ErrorCode::Conflict, .message = message, .detail = std::string(turnNotOurs)});
}

} // namespace

TurnStore::TurnStore(Clock& clock, IdSource& ids)
    : m_clock(clock)
    , m_ids(ids)
{
}

Result<Turn> TurnStore::insert(Database& database, const NewTurn& turn)
{
    auto statement = TRY(database.prepare(sql::insertTurn));
    statement.bind(1, m_ids.next()).bind(2, turn.sessionKey).bind(3, turn.branchKey);
    statement.bind(4, turn.agentVersionKey).bind(5, static_cast<std::int64_t>(turn.seed));
    statement.bind(6, TRY(currentChange(database))).bind(7, m_clock.now());
    TRY(statement.run());
    return get(database, database.lastInsertRowId());
}

Result<Turn> TurnStore::get(Database& database, const TurnId& id)
{
    auto statement = TRY(database.prepare(sql::turnKeyOfId));
    statement.bind(1, id.uuid);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound, fmt::format("There is no turn '{}'.", id.text()));
    }
    return get(database, statement.integer(0));
}

Result<Turn> TurnStore::get(Database& database, std::int64_t key)
{
    auto statement = TRY(database.prepare(sql::turnByKey));
    statement.bind(1, key);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound, "The turn is no longer there.");
    }
    return readTurn(statement);
}

Result<Page<Turn>> TurnStore::list(Database& database, std::int64_t sessionKey, std::int64_t limit,
    const std::optional<TurnId>& after)
{
    const std::int64_t before = after ? TRY(get(database, *after)).key : INT64_MAX;
    auto keys = TRY(database.prepare(sql::turnKeysOfSession));
    keys.bind(1, sessionKey).bind(2, before).bind(3, limit + 1);
    Page<Turn> page{.data = TRY(readAll(database, keys))};
    page.hasMore = static_cast<std::int64_t>(page.data.size()) > limit;
    if (page.hasMore) {
        page.data.pop_back();
    }
    return page;
}

Result<std::optional<Turn>> TurnStore::openTurn(Database& database, std::int64_t sessionKey)
{
    auto keys = TRY(database.prepare(sql::openTurnKey));
    keys.bind(1, sessionKey);
    if (!TRY(keys.step())) {
        return std::optional<Turn>{};
    }
    return std::optional(TRY(get(database, keys.integer(0))));
}

Result<std::vector<Turn>> TurnStore::interrupted(
    Database& database, std::int64_t epoch, std::optional<std::int64_t> sessionKey)
{
    auto keys = TRY(database.prepare(sql::interruptedTurnKeys));
    keys.bind(1, epoch).bind(2, sessionKey);
    return readAll(database, keys);
}

Result<Turn> TurnStore::claim(Database& database, std::int64_t key, std::int64_t epoch, Claim which)
{
    auto statement = TRY(database.prepare(sql::claimTurn));
    statement.bind(1, key).bind(2, epoch).bind(3, m_clock.now());
    statement.bind(4, std::int64_t{which == Claim::Open ? 1 : 0});
    TRY(statement.run());
    if (database.changes() != 1) {
        return notOurs("The turn is not open, or another worker has it.");
    }
    return get(database, key);
}

Result<void> TurnStore::requireOwned(Database& database, std::int64_t key, std::int64_t epoch)
{
    auto statement = TRY(database.prepare(sql::turnIsOwned));
    statement.bind(1, key).bind(2, epoch);
    if (!TRY(statement.step())) {
        return notOurs("The turn is no longer this worker's.");
    }
    return {};
}

Result<void> TurnStore::noteProgress(Database& database, std::int64_t key)
{
    auto statement = TRY(database.prepare(sql::noteTurnProgress));
    statement.bind(1, key);
    return statement.run();
}

Result<void> TurnStore::addUsage(Database& database, std::int64_t key, const TurnUsage& used)
{
    auto statement = TRY(database.prepare(sql::addTurnUsage));
    statement.bind(1, key).bind(2, used.computed).bind(3, used.cached).bind(4, used.output);
    statement.bind(5, used.readUs).bind(6, used.generateUs);
    return statement.run();
}

Result<void> TurnStore::release(Database& database, std::int64_t key, std::int64_t epoch)
{
    auto statement = TRY(database.prepare(sql::releaseTurn));
    statement.bind(1, key).bind(2, epoch);
    return statement.run();
}

Result<void> TurnStore::setStatus(Database& database, std::int64_t key, TurnStatus status)
{
    auto statement = TRY(database.prepare(sql::setTurnStatus));
    statement.bind(1, key).bind(2, turnStatusName(status));
    return statement.run();
}

Result<void> TurnStore::finish(Database& database, std::int64_t key, TurnStatus status,
    std::string_view errorCode, std::string_view errorMessage)
{
    auto statement = TRY(database.prepare(sql::finishTurn));
    statement.bind(1, key).bind(2, turnStatusName(status)).bind(3, errorCode).bind(4, errorMessage);
    statement.bind(5, m_clock.now());
    return statement.run();
}

} // namespace core
