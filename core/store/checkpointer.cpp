// SPDX-License-Identifier: Apache-2.0
#include "core/store/checkpointer.h"

#include <sqlite3.h>

namespace core {

void Checkpointer::attach(Database& database)
{
    const auto remember = [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database.handle(), remember, &m_pages);
}

Result<void> Checkpointer::run(Database& database)
{
    return checkpoint(database, SQLITE_CHECKPOINT_PASSIVE);
}

Result<void> Checkpointer::truncate(Database& database)
{
    return checkpoint(database, SQLITE_CHECKPOINT_TRUNCATE);
}

// A reader may hold pages back. Then, as after an error, the next try is due when the WAL has grown
// by as much again, so that a long reader does not cost a checkpoint for each commit.
Result<void> Checkpointer::checkpoint(Database& database, int mode)
{
    int logged = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(database.handle(), "main", mode, &logged, &moved);
    const bool isWhole = code == SQLITE_OK && logged == moved;
    m_dueAtPages = isWhole ? pagesMax : m_pages + pagesMax;
    if (isWhole) {
        m_pages = 0;
    }
    const std::lock_guard lock(m_mutex);
    if (code != SQLITE_OK) {
        m_lastError = databaseError(database.handle(), code, "move the log into the workspace");
        return fail(*m_lastError);
    }
    m_lastError.reset();
    return {};
}

std::optional<Error> Checkpointer::lastError() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastError;
}

} // namespace core
