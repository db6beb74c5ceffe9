// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_eraser.h"

#include "core/audit/audit_log.h"
#include "core/memory/memory_sql.h"
#include "core/memory/record_store.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace core {

namespace {

/// Pages of the index that one write merges, so that it stays under 50 ms.
constexpr std::int64_t mergePages = 256;
/// No index is so large; past this something is wrong.
constexpr int mergeSlicesMax = 100000;

/// A record and the agent it belongs to, with the text as it stands inside JSON.
struct Doomed {
    MemoryRecord record;
    std::int64_t agentKey = 0;
    std::string escaped = {};
};

Result<Doomed> findDoomed(Database& database, const RecordId& id)
{
    Doomed doomed{.record = TRY(RecordStore::get(database, id))};
    const std::string json = writeJson(Json(doomed.record.text));
    doomed.escaped = json.substr(1, json.size() - 2);
    auto statement = TRY(database.prepare(sql::agentKeyOfRecord));
    statement.bind(1, doomed.record.key);
    TRY(statement.step());
    doomed.agentKey = statement.integer(0);
    return doomed;
}

Result<void> requireNoOpenTurn(Database& database, std::int64_t agentKey)
{
    auto statement = TRY(database.prepare(sql::openTurnsOfAgent));
    statement.bind(1, agentKey);
    TRY(statement.step());
    if (statement.integer(0) > 0) {
        return fail(ErrorCode::Conflict,
            "A turn of this agent is open and may hold the record. Stop it or decide what it "
            "waits for, then forget.");
    }
    return {};
}

/// An item that shows the record, and the turn and call whose journal may.
struct Trace {
    std::int64_t itemKey = 0;
    std::optional<std::int64_t> turnKey;
    std::optional<std::string> callId;
};

Result<std::vector<Trace>> findTraces(Database& database, const Doomed& doomed)
{
    auto statement = TRY(database.prepare(sql::itemsThatShowRecord));
    statement.bind(1, doomed.agentKey)
        .bind(2, doomed.record.text)
        .bind(3, doomed.escaped)
        .bind(4, doomed.record.key);
    std::vector<Trace> traces;
    while (TRY(statement.step())) {
        traces.push_back({.itemKey = statement.integer(0),
            .turnKey = statement.optionalInteger(1),
            .callId = statement.optionalText(2)});
    }
    return traces;
}

Result<void> eraseTrace(Database& database, const Doomed& doomed, const Trace& trace)
{
    auto item = TRY(database.prepare(sql::eraseItemText));
    TRY(item.bind(1, trace.itemKey).run());
    if (!trace.turnKey) {
        return {};
    }
    auto payloads = TRY(database.prepare(sql::eraseJournalPayloads));
    payloads.bind(1, *trace.turnKey).bind(2, doomed.record.text).bind(3, doomed.escaped);
    TRY(payloads.run());
    auto hash = TRY(database.prepare(sql::eraseArgumentsHash));
    return hash.bind(1, *trace.turnKey).bind(2, trace.callId).run();
}

} // namespace

MemoryEraser::MemoryEraser(Store& store, Clock& clock)
    : m_store(store)
    , m_clock(clock)
{
}

Result<AgentId> MemoryEraser::forget(const RecordId& id)
{
    const AgentId agent = TRY(m_store.write([&](Database& database) -> Result<AgentId> {
        const Doomed doomed = TRY(findDoomed(database, id));
        TRY(requireNoOpenTurn(database, doomed.agentKey));
        const std::vector<Trace> traces = TRY(findTraces(database, doomed));
        for (const Trace& trace : traces) {
            TRY(eraseTrace(database, doomed, trace));
        }
        auto words = TRY(database.prepare(sql::eraseRecordWords));
        TRY(words.bind(1, doomed.record.key).run());
        auto erase = TRY(database.prepare(sql::eraseRecord));
        TRY(erase.bind(1, doomed.record.key).run());
        TRY(nextChange(database));
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "memory.forgotten",
                .subject = id.text(),
                .payload = {{"agent", doomed.record.agent.text()}, {"items", traces.size()}}}));
        return doomed.record.agent;
    }));
    TRY(mergeWords());
    TRY(m_store.truncateWal());
    return agent;
}

// FTS5 keeps the words of deleted rows in its segments until these are merged into one. A negative
// number begins that over all segments; a slice that changes less than two rows says it is done.
Result<void> MemoryEraser::mergeWords()
{
    for (int slice = 0; slice < mergeSlicesMax; ++slice) {
        const std::int64_t pages = slice == 0 ? -mergePages : mergePages;
        const std::int64_t changed =
            TRY(m_store.write([&](Database& database) -> Result<std::int64_t> {
                const std::int64_t before = sqlite3_total_changes64(database.handle());
                auto merge = TRY(database.prepare(sql::mergeWords));
                TRY(merge.bind(1, pages).run());
                return sqlite3_total_changes64(database.handle()) - before;
            }));
        if (changed < 2) {
            return {};
        }
    }
    return fail(ErrorCode::Internal,
        fmt::format("The index of memory was not merged after {} slices.", mergeSlicesMax));
}

} // namespace core
