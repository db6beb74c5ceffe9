// SPDX-License-Identifier: Apache-2.0
#include "core/turns/journal_store.h"

#include "core/turns/turns_sql.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

std::optional<std::string_view> nonEmpty(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

Result<JournalRow> readRow(const Statement& statement)
{
    JournalRow row;
    row.step = statement.integer(0);
    const auto phase = journalPhaseFromName(statement.text(1));
    const auto kind = journalKindFromName(statement.text(2));
    auto payload = parseJson(statement.text(7));
    if (!phase || !kind || !payload || !payload->is_object()) {
        return fail(ErrorCode::Corrupt,
            fmt::format("The journal row of step {} cannot be read. The turn cannot go on; the "
                        "session can.",
                row.step));
    }
    row.phase = *phase;
    row.kind = *kind;
    row.callId = statement.optionalText(3).value_or("");
    if (const auto effect = statement.optionalText(4)) {
        row.effect = toolEffectFromName(*effect);
    }
    row.idempotencyKey = statement.optionalText(5).value_or("");
    if (const auto outcome = statement.optionalText(6)) {
        row.outcome = journalOutcomeFromName(*outcome);
    }
    row.payload = std::move(*payload);
    const auto hash = statement.blob(8);
    if (hash.size() == Digest{}.size()) {
        std::copy(hash.begin(), hash.end(), row.argumentsHash.emplace().begin());
    }
    return row;
}

} // namespace

JournalStore::JournalStore(Clock& clock)
    : m_clock(clock)
{
}

Result<void> JournalStore::append(Database& database, std::int64_t turnKey, const JournalRow& row)
{
    auto statement = TRY(database.prepare(sql::insertJournalRow));
    const std::string payload = writeJson(row.payload);
    statement.bind(1, turnKey).bind(2, row.step).bind(3, journalPhaseName(row.phase));
    statement.bind(4, journalKindName(row.kind)).bind(5, nonEmpty(row.callId));
    if (row.argumentsHash) {
        statement.bind(6, std::span<const std::uint8_t>(*row.argumentsHash));
    } else {
        statement.bindNull(6);
    }
    if (row.effect) {
        statement.bind(7, toolEffectName(*row.effect));
    } else {
        statement.bindNull(7);
    }
    statement.bind(8, nonEmpty(row.idempotencyKey));
    if (row.outcome) {
        statement.bind(9, journalOutcomeName(*row.outcome));
    } else {
        statement.bindNull(9);
    }
    statement.bind(10, payload).bind(11, m_clock.now());
    return statement.run();
}

Result<std::vector<JournalRow>> JournalStore::rows(Database& database, std::int64_t turnKey)
{
    auto statement = TRY(database.prepare(sql::journalRows));
    statement.bind(1, turnKey);
    std::vector<JournalRow> rows;
    while (TRY(statement.step())) {
        rows.push_back(TRY(readRow(statement)));
    }
    return rows;
}

Result<std::int64_t> JournalStore::lastStep(Database& database, std::int64_t turnKey)
{
    auto statement = TRY(database.prepare(sql::lastJournalStep));
    statement.bind(1, turnKey);
    TRY(statement.step());
    return statement.integer(0);
}

} // namespace core
