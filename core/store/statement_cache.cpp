// SPDX-License-Identifier: Apache-2.0
#include "core/store/statement_cache.h"

#include "core/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace core {

namespace {

// SQLite keeps the text of a statement up to its end; blanks and semicolons after it are cut off on
// both sides, so that what comes back is found under what was asked for.
std::string_view trimmed(std::string_view sql)
{
    constexpr std::string_view trailing = " \t\r\n;";
    const std::size_t last = sql.find_last_not_of(trailing);
    return last == std::string_view::npos ? std::string_view{} : sql.substr(0, last + 1);
}

} // namespace

StatementCache::StatementCache(sqlite3* handle)
    : m_handle(handle)
{
}

StatementCache::~StatementCache()
{
    for (const auto& [text, statement] : m_idle) {
        sqlite3_finalize(statement);
    }
}

Result<sqlite3_stmt*> StatementCache::take(std::string_view sql)
{
    const std::string_view text = trimmed(sql);
    const auto it = m_idle.find(std::string(text));
    if (it == m_idle.end()) {
        return compile(text);
    }
    sqlite3_stmt* statement = it->second;
    m_idle.erase(it);
    return statement;
}

Result<sqlite3_stmt*> StatementCache::compile(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT, &statement, &tail);
    if (code != SQLITE_OK) {
        return fail(databaseError(m_handle, code, fmt::format("prepare '{}'", sql)));
    }
    if (statement == nullptr || tail != sql.data() + sql.size()) {
        sqlite3_finalize(statement);
        return fail(ErrorCode::Internal,
            fmt::format("Found '{}'. Exactly one statement can be prepared.", sql));
    }
    return statement;
}

void StatementCache::giveBack(sqlite3_stmt* statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (m_idle.size() >= statementsMax) {
        sqlite3_finalize(statement);
        return;
    }
    m_idle.emplace(trimmed(sqlite3_sql(statement)), statement);
}

} // namespace core
