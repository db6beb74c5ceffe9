// SPDX-License-Identifier: Apache-2.0
#include "core/memory/record_store.h"

#include "core/agents/agent_store.h"
#include "core/audit/audit_log.h"
#include "core/memory/memory_sql.h"
#include "core/memory/record_row.h"
#include "core/memory/record_search.h"
#include "core/policy/label_columns.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>

#include <limits>

namespace core {

namespace {

constexpr std::int64_t snippetWords = 24;

template <class Value>
std::optional<std::string_view> nameOf(
    const std::optional<Value>& value, std::string_view (*name)(Value))
{
    return value ? std::optional(name(*value)) : std::nullopt;
}

Result<void> checkRecord(const NewRecord& record)
{
    TRY(checkText("text", record.text, 1, recordTextBytesMax));
    if (record.sources.empty() || record.sources.size() > recordSourcesMax) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("The record has {} sources. It needs 1 to {}.", record.sources.size(),
                recordSourcesMax));
    }
    for (const RecordSource& source : record.sources) {
        TRY(checkText("reference", source.reference, 0, sourceReferenceBytesMax));
        TRY(checkText("quote", source.quote, 0, sourceQuoteBytesMax));
    }
    return {};
}

/// What steers an agent must not come from what it merely read.
RecordState stateOf(const NewRecord& record)
{
    const bool steers =
        record.kind == RecordKind::Procedural || record.kind == RecordKind::Preference;
    const bool untrusted = record.trust.integrity == Integrity::Untrusted;
    return steers && untrusted ? RecordState::Quarantine : RecordState::Active;
}

Result<void> addSources(Database& database, std::int64_t recordKey, const NewRecord& record)
{
    for (const RecordSource& source : record.sources) {
        auto statement = TRY(database.prepare(sql::addSource));
        statement.bind(1, recordKey)
            .bind(2, sourceKindName(source.kind))
            .bind(4, source.reference)
            .bind(5, source.quote);
        if (source.item) {
            statement.bind(3, source.item->uuid);
        }
        TRY(statement.run());
    }
    return {};
}

Result<std::int64_t> keyBefore(Database& database, const std::optional<RecordId>& after)
{
    if (!after) {
        return std::numeric_limits<std::int64_t>::max();
    }
    auto statement = TRY(database.prepare(sql::recordKeyOfId));
    statement.bind(1, after->uuid);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound,
            fmt::format(
                "There is no record {} to go on after. List from the start again.", after->text()));
    }
    return statement.integer(0);
}

Result<Statement> pageStatement(Database& database, const RecordQuery& query)
{
    if (query.state == RecordState::Quarantine) {
        return database.prepare(sql::recordsPageOfQuarantine);
    }
    if (query.agentKey && query.kind) {
        return database.prepare(sql::recordsPageOfAgentAndKind);
    }
    if (query.agentKey) {
        return database.prepare(sql::recordsPageOfAgent);
    }
    return query.kind ? database.prepare(sql::recordsPageOfKind)
                      : database.prepare(sql::recordsPage);
}

Result<MemoryRecord> recordOfKey(Database& database, std::int64_t key)
{
    auto statement = TRY(database.prepare(sql::recordByKey));
    statement.bind(1, key);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::Corrupt,
            fmt::format("The index of memory names a record {} that is not there. Restore a "
                        "back-up.",
                key));
    }
    return readRecord(database, statement);
}

Result<std::vector<FoundRecord>> foundRecords(
    Database& database, const SearchWords& words, const std::vector<SearchHit>& hits)
{
    std::vector<FoundRecord> found;
    for (const SearchHit& hit : hits) {
        FoundRecord one{.record = TRY(recordOfKey(database, hit.recordKey)), .score = hit.score};
        auto snippet = TRY(database.prepare(sql::recordSnippet));
        snippet.bind(1, words.any).bind(2, hit.recordKey).bind(3, snippetWords);
        one.snippet = TRY(snippet.step()) ? snippet.text(0) : one.record.text;
        found.push_back(std::move(one));
    }
    return found;
}

} // namespace

RecordStore::RecordStore(Store& store, Clock& clock, IdSource& ids)
    : m_store(store)
    , m_clock(clock)
    , m_ids(ids)
{
}

Result<MemoryRecord> RecordStore::add(std::string_view agent, const NewRecord& record)
{
    return m_store.write([&](Database& database) -> Result<MemoryRecord> {
        const Agent owner = TRY(AgentStore::find(database, agent));
        return add(database, owner.key, TRY(nextChange(database)), record);
    });
}

Result<MemoryRecord> RecordStore::add(
    Database& database, std::int64_t agentKey, std::int64_t change, const NewRecord& record)
{
    TRY(checkRecord(record));
    auto statement = TRY(database.prepare(sql::addRecord));
    statement.bind(1, m_ids.next())
        .bind(2, agentKey)
        .bind(3, record.branchKey)
        .bind(4, recordKindName(record.kind))
        .bind(5, recordStateName(stateOf(record)))
        .bind(6, record.text)
        .bind(10, m_clock.now())
        .bind(11, change);
    bindLabel(statement, 7, record.trust);
    TRY(statement.run());
    const std::int64_t key = database.lastInsertRowId();
    auto words = TRY(database.prepare(sql::addRecordWords));
    TRY(words.bind(1, key).bind(2, record.text).bind(3, agentKey).run());
    TRY(addSources(database, key, record));
    MemoryRecord added = TRY(recordOfKey(database, key));
    TRY(appendAudit(database, m_clock,
        {.actor = record.actor,
            .action = "memory.added",
            .subject = added.id.text(),
            .payload = {{"agent", added.agent.text()}, {"kind", recordKindName(added.kind)},
                {"state", recordStateName(added.state)}, {"bytes", record.text.size()}}}));
    return added;
}

Result<MemoryRecord> RecordStore::get(Database& database, const RecordId& id)
{
    auto statement = TRY(database.prepare(sql::recordById));
    statement.bind(1, id.uuid);
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound,
            fmt::format("There is no record {}. memory.list shows them all.", id.text()));
    }
    return readRecord(database, statement);
}

Result<Page<MemoryRecord>> RecordStore::list(const RecordQuery& query)
{
    return m_store.read([&](Database& database) -> Result<Page<MemoryRecord>> {
        const std::int64_t before = TRY(keyBefore(database, query.after));
        auto statement = TRY(pageStatement(database, query));
        statement.bind(1, before)
            .bind(2, query.limit + 1)
            .bind(3, nameOf(query.state, recordStateName));
        const bool isQuarantine = query.state == RecordState::Quarantine;
        if (query.agentKey || query.kind || isQuarantine) {
            statement.bind(4, query.agentKey);
        }
        if (query.kind || isQuarantine) {
            statement.bind(5, nameOf(query.kind, recordKindName));
        }
        std::vector<MemoryRecord> records;
        while (TRY(statement.step())) {
            records.push_back(TRY(readRecord(database, statement)));
        }
        return cutPage(std::move(records), query.limit);
    });
}

Result<std::vector<FoundRecord>> RecordStore::search(const RecordSearch& search)
{
    return m_store.read([&](Database& database) -> Result<std::vector<FoundRecord>> {
        const auto bindFilter = [&](Statement statement, const std::string& expression) {
            statement.bind(1, expression)
                .bind(2, search.limit)
                .bind(3, search.agentKey)
                .bind(4, nameOf(search.kind, recordKindName))
                .bind(5, searchRowsMax);
            return statement;
        };
        const SearchStatements statements{
            .ranked = [&](const std::string& expression) -> Result<Statement> {
                return bindFilter(TRY(database.prepare(sql::rankedRecords)), expression);
            },
            .newest = [&](const std::string& expression) -> Result<Statement> {
                return bindFilter(TRY(database.prepare(sql::newestRecords)), expression);
            }};
        const SearchWords words = TRY(searchWords(database, search.text, search.agentKey));
        const auto hits = TRY(collectHits(words, statements, search.limit));
        return foundRecords(database, words, hits);
    });
}

Result<std::vector<FoundRecord>> RecordStore::searchAsOf(
    Database& database, const MemoryView& view, std::string_view text, std::int64_t limit)
{
    const auto bindView = [&](Statement statement, const std::string& expression) {
        statement.bind(1, expression)
            .bind(2, limit)
            .bind(3, view.agentKey)
            .bind(4, view.sequence)
            .bind(5, view.branches)
            .bind(6, searchRowsMax);
        return statement;
    };
    const SearchStatements statements{
        .ranked = [&](const std::string& expression) -> Result<Statement> {
            return bindView(TRY(database.prepare(sql::rankedRecordsInView)), expression);
        },
        .newest = [&](const std::string& expression) -> Result<Statement> {
            return bindView(TRY(database.prepare(sql::newestRecordsInView)), expression);
        }};
    const SearchWords words = TRY(searchWords(database, text, view.agentKey));
    return foundRecords(database, words, TRY(collectHits(words, statements, limit)));
}

} // namespace core
