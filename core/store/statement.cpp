// SPDX-License-Identifier: Apache-2.0
#include "core/store/statement.h"

#include "core/store/database.h"
#include "core/store/statement_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace core {

namespace {

void keepFirst(int& kept, int code)
{
    kept = kept == SQLITE_OK ? code : kept;
}

} // namespace

Statement::Statement(sqlite3_stmt* statement, StatementCache& cache)
    : m_statement(statement)
    , m_cache(&cache)
{
}

Statement::~Statement()
{
    giveBack();
}

Statement::Statement(Statement&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_cache(other.m_cache)
    , m_bindError(other.m_bindError)
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    if (this != &other) {
        giveBack();
        m_statement = std::exchange(other.m_statement, nullptr);
        m_cache = other.m_cache;
        m_bindError = other.m_bindError;
    }
    return *this;
}

void Statement::giveBack()
{
    if (sqlite3_stmt* statement = std::exchange(m_statement, nullptr)) {
        m_cache->giveBack(statement);
    }
}

Statement& Statement::bind(int parameter, std::int64_t value)
{
    keepFirst(m_bindError, sqlite3_bind_int64(m_statement, parameter, value));
    return *this;
}

Statement& Statement::bind(int parameter, double value)
{
    keepFirst(m_bindError, sqlite3_bind_double(m_statement, parameter, value));
    return *this;
}

// An empty view may point nowhere, which SQLite would take for NULL.
Statement& Statement::bind(int parameter, std::string_view value)
{
    const char* data = value.empty() ? "" : value.data();
    keepFirst(m_bindError,
        sqlite3_bind_text64(
            m_statement, parameter, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::uint8_t> blob)
{
    keepFirst(m_bindError,
        blob.empty() ? sqlite3_bind_zeroblob(m_statement, parameter, 0)
                     : sqlite3_bind_blob64(
                         m_statement, parameter, blob.data(), blob.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bindNull(int parameter)
{
    keepFirst(m_bindError, sqlite3_bind_null(m_statement, parameter));
    return *this;
}

Result<bool> Statement::step()
{
    sqlite3* handle = sqlite3_db_handle(m_statement);
    if (const int code = std::exchange(m_bindError, SQLITE_OK); code != SQLITE_OK) {
        return fail(databaseError(handle, code, "bind a parameter"));
    }
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return fail(databaseError(handle, code, "run a statement"));
}

Result<void> Statement::run()
{
    while (TRY(step())) {
    }
    sqlite3_reset(m_statement);
    return {};
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const
{
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data == nullptr ? std::string() : std::string(data, size);
}

std::span<const std::uint8_t> Statement::blob(int column) const
{
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data == nullptr ? std::span<const std::uint8_t>{} : std::span(data, size);
}

Uuid Statement::uuid(int column) const
{
    Uuid uuid;
    const std::span<const std::uint8_t> bytes = blob(column);
    if (bytes.size() == uuid.bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
    }
    return uuid;
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Statement::optionalText(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(text(column));
}

} // namespace core
