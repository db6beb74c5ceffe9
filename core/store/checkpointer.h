// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/database.h"

#include <mutex>
#include <optional>

namespace core {

/// Moves the write-ahead log into the file when it has grown, and keeps what went wrong: an
/// automatic checkpoint would fail in silence.
/// Thread rule: the writer's thread, but for lastError().
class Checkpointer {
public:
    /// 4 MiB of pages: a checkpoint of so many takes well under 50 ms.
    static constexpr int pagesMax = 1000;

    /// Follows the WAL of this connection from now on.
    void attach(Database& database);

    [[nodiscard]] bool isDue() const { return m_pages >= m_dueAtPages; }

    /// Moves what no reader still needs; never waits.
    Result<void> run(Database& database);

    /// Moves everything and makes the WAL empty. Locked when readers do not finish in time.
    Result<void> truncate(Database& database);

    /// The last error, if no checkpoint has succeeded since.
    [[nodiscard]] std::optional<Error> lastError() const;

private:
    Result<void> checkpoint(Database& database, int mode);

    int m_pages = 0; ///< in the WAL after the last commit
    int m_dueAtPages = pagesMax;
    mutable std::mutex m_mutex;
    std::optional<Error> m_lastError; ///< guarded by m_mutex
};

} // namespace core
