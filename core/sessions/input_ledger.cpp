// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/input_ledger.h"

#include "core/base/digest.h"
#include "core/policy/label_columns.h"
#include "core/sessions/item_store.h"
#include "core/sessions/sessions_sql.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

Result<Input> readInput(const Statement& row)
{
    return Input{.key = row.integer(0),
        .sessionKey = row.integer(1),
        .branchKey = row.integer(2),
        .turnKey = row.optionalInteger(3),
        .text = row.text(4),
        .label = TRY(readLabel(row, 5)),
        .createdAtUs = row.integer(8)};
}

/// The input that came with the key before, if any; Conflict when it was another one.
Result<std::optional<Input>> findRepeated(
    Database& database, const NewInput& input, const Digest& bodyHash)
{
    if (!input.idempotencyKey) {
        return std::optional<Input>{};
    }
    auto statement = TRY(database.prepare(sql::inputOfKey));
    statement.bind(1, input.sessionKey).bind(2, *input.idempotencyKey);
    if (!TRY(statement.step())) {
        return std::optional<Input>{};
    }
    const auto stored = statement.blob(9);
    if (!std::equal(stored.begin(), stored.end(), bodyHash.begin(), bodyHash.end())) {
        return fail(ErrorCode::Conflict,
            fmt::format("The idempotency key '{}' came with another text before. Use a new key "
                        "for a new message.",
                *input.idempotencyKey));
    }
    return std::optional(TRY(readInput(statement)));
}

Result<void> requireRoom(Database& database, std::int64_t sessionKey)
{
    auto statement = TRY(database.prepare(sql::countInputsWaiting));
    statement.bind(1, sessionKey);
    TRY(statement.step());
    if (statement.integer(0) >= inputsWaitingMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} messages wait in this session. Allowed are at most {}; let the turn "
                        "take them or stop it.",
                statement.integer(0), inputsWaitingMax));
    }
    return {};
}

} // namespace

InputLedger::InputLedger(Clock& clock)
    : m_clock(clock)
{
}

Result<AcceptedInput> InputLedger::accept(Database& database, const NewInput& input)
{
    TRY(checkMessage(input.text));
    if (input.idempotencyKey) {
        TRY(checkLine("idempotency_key", *input.idempotencyKey, 1, idempotencyKeyBytesMax));
    }
    const Digest bodyHash = sha256(input.text);
    if (auto repeated = TRY(findRepeated(database, input, bodyHash))) {
        return AcceptedInput{.input = std::move(*repeated), .arrival = InputArrival::Repeated};
    }
    TRY(requireRoom(database, input.sessionKey));
    auto statement = TRY(database.prepare(sql::addInput));
    statement.bind(1, input.sessionKey)
        .bind(2, input.branchKey)
        .bind(3, input.idempotencyKey)
        .bind(4, std::span<const std::uint8_t>(bodyHash))
        .bind(5, input.text)
        .bind(9, m_clock.now());
    bindLabel(statement, 6, input.label);
    TRY(statement.run());
    auto added = TRY(database.prepare(sql::inputByKey));
    added.bind(1, database.lastInsertRowId());
    TRY(added.step());
    return AcceptedInput{.input = TRY(readInput(added)), .arrival = InputArrival::New};
}

Result<std::vector<Input>> InputLedger::waiting(Database& database, std::int64_t sessionKey)
{
    auto statement = TRY(database.prepare(sql::inputsWaiting));
    statement.bind(1, sessionKey);
    std::vector<Input> inputs;
    while (TRY(statement.step())) {
        inputs.push_back(TRY(readInput(statement)));
    }
    return inputs;
}

Result<void> InputLedger::take(Database& database, std::int64_t inputKey, std::int64_t turnKey)
{
    auto statement = TRY(database.prepare(sql::takeInput));
    TRY(statement.bind(1, inputKey).bind(2, turnKey).run());
    if (database.changes() != 1) {
        return fail(ErrorCode::Conflict,
            fmt::format("The input {} has been taken by a turn already.", inputKey));
    }
    return {};
}

} // namespace core
