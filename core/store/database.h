// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/store/statement.h"

#include <filesystem>
#include <memory>
#include <string_view>

struct sqlite3;

namespace core {

/// One SQLite connection. Statements are cached by their text.
/// Thread rule: one thread at a time.
class Database {
public:
    enum class Mode { ReadWrite, ReadOnly, Immutable };

    /// Opens with the settings of a workspace (WAL, synchronous FULL, unix-excl, foreign keys,
    /// defensive, no extension loading, limits). The owner lock is Store's business.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// A prepared statement for the text, reset and without bindings. The text must be a literal or
    /// embedded SQL, never built from input. It returns to the cache when it goes.
    Result<Statement> prepare(std::string_view sql);

    /// Runs one or more statements that give no rows.
    Result<void> execute(std::string_view sql);

    [[nodiscard]] std::int64_t lastInsertRowId() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] sqlite3* handle() const { return m_handle; }

private:
    Database() = default;
    sqlite3* m_handle = nullptr;
    std::unique_ptr<StatementCache> m_statements;
};

/// An SQLite result code as an Error: kind, extended code, and what to do.
Error databaseError(sqlite3* handle, int code, std::string_view doing);

} // namespace core
