// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/memory/memory_record.h"
#include "core/memory/memory_view.h"
#include "core/store/page.h"
#include "core/store/store.h"

#include <string_view>

namespace core {

inline constexpr std::int64_t searchResultsMax = 100;
inline constexpr std::int64_t searchResultsDefault = 10;
inline constexpr std::size_t searchTextBytesMax = std::size_t{8} * 1024;

struct RecordQuery {
    std::optional<std::int64_t> agentKey;
    std::optional<RecordKind> kind;
    std::optional<RecordState> state;
    std::int64_t limit = pageSizeDefault;
    std::optional<RecordId> after;
};

/// What a person searches for: all branches, quarantine too.
struct RecordSearch {
    std::string text; ///< plain words in any form; never FTS syntax
    std::optional<std::int64_t> agentKey;
    std::optional<RecordKind> kind;
    std::int64_t limit = searchResultsDefault;
};

/// Memory records: written with their sources and trust, listed, searched. Forgetting is
/// MemoryEraser's.
/// Thread rule: any thread. The functions that take a Database run inside an operation of Store.
class RecordStore {
public:
    RecordStore(Store& store, Clock& clock, IdSource& ids);

    /// Agents are named by id or name.
    Result<MemoryRecord> add(std::string_view agent, const NewRecord& record);

    /// The same inside a write operation; `change` is its nextChange(). Untrusted procedural and
    /// preference records go to quarantine. A record written on a fork belongs to that branch.
    Result<MemoryRecord> add(
        Database& database, std::int64_t agentKey, std::int64_t change, const NewRecord& record);

    static Result<MemoryRecord> get(Database& database, const RecordId& id);

    /// Newest first.
    Result<Page<MemoryRecord>> list(const RecordQuery& query);

    Result<std::vector<FoundRecord>> search(const RecordSearch& search);

    /// What an agent finds: active records within the view, so that the same turn finds the same
    /// whenever it runs.
    static Result<std::vector<FoundRecord>> searchAsOf(
        Database& database, const MemoryView& view, std::string_view text, std::int64_t limit);

private:
    Store& m_store;
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
