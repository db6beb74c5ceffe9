// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"
#include "core/turns/journal.h"

#include <cstdint>
#include <vector>

namespace core {

/// The rows of journals.
/// Thread rule: all functions run inside an operation of Store.
class JournalStore {
public:
    explicit JournalStore(Clock& clock);

    Result<void> append(Database& database, std::int64_t turnKey, const JournalRow& row);

    /// All rows of a turn, in order. Corrupt when a row has a name or payload that is unknown.
    static Result<std::vector<JournalRow>> rows(Database& database, std::int64_t turnKey);

    /// The last step, 0 when there is none: also of a journal that does not read.
    static Result<std::int64_t> lastStep(Database& database, std::int64_t turnKey);

private:
    Clock& m_clock;
};

} // namespace core
