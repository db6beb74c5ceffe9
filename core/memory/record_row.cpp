// SPDX-License-Identifier: Apache-2.0
#include "core/memory/record_row.h"

#include "core/memory/memory_sql.h"
#include "core/policy/label_columns.h"

namespace core {

namespace {

Result<std::vector<RecordSource>> readSources(Database& database, std::int64_t recordKey)
{
    auto row = TRY(database.prepare(sql::sourcesOfRecord));
    row.bind(1, recordKey);
    std::vector<RecordSource> sources;
    while (TRY(row.step())) {
        RecordSource source{.kind = TRY(parseSourceKind(row.text(0))),
            .reference = row.text(1),
            .quote = row.text(2)};
        if (!row.isNull(3)) {
            source.item = ItemId{row.uuid(3)};
            source.session = SessionId{row.uuid(4)};
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

} // namespace

Result<MemoryRecord> readRecord(Database& database, const Statement& row)
{
    MemoryRecord record;
    record.key = row.integer(0);
    record.id = {row.uuid(1)};
    record.agent = {row.uuid(2)};
    record.kind = TRY(parseRecordKind(row.text(3)));
    record.state = TRY(parseRecordState(row.text(4)));
    record.text = row.text(5);
    record.trust = TRY(readLabel(row, 6));
    record.createdAtUs = row.integer(9);
    record.sources = TRY(readSources(database, record.key));
    return record;
}

} // namespace core
