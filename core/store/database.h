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
    enum class Mode {
        ReadWrite, ///< the writer: exclusive to this process (unix-excl)
        Reader, ///< beside the writer, in the same process; refuses to write
        ReadOnly, ///< a file that cannot be written, with a WAL that must be read too
        Immutable, ///< a file that cannot be written and has no WAL
    };

    /// Opens with the settings of a workspace (synchronous FULL, foreign keys, defensive, no
    /// extension loading, limits). The journal mode is left as it is, so that looking at a foreign
    /// file does not change it; useWal() sets it. The owner lock is Store's business. ReadWrite
    /// creates a file that is not there.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Makes the file a WAL database that gives back space step by step.
    Result<void> useWal();

    /// A prepared statement for the text, reset and without bindings. The text is a constant of a
    /// *_sql.h header (see README.md), never built from input. It returns to the cache when it
    /// goes.
    Result<Statement> prepare(std::string_view sql);

    /// Runs one or more statements and drops their rows.
    Result<void> execute(std::string_view sql);

    /// The first column of the first row as an integer or a text; NotFound without a row.
    Result<std::int64_t> integerOf(std::string_view sql);
    Result<std::string> textOf(std::string_view sql);

    [[nodiscard]] std::int64_t lastInsertRowId() const;
    [[nodiscard]] std::int64_t changes() const; ///< rows changed by the last statement
    [[nodiscard]] bool isInTransaction() const;
    [[nodiscard]] sqlite3* handle() const { return m_handle; }

private:
    Database() = default;
    Result<void> configure(Mode mode);
    void setLimits();

    sqlite3* m_handle = nullptr;
    std::unique_ptr<StatementCache> m_statements;
};

/// An SQLite result code as an Error: kind, extended code ("E_SQLITE_<number>" in detail), the file
/// and what to do. `doing` completes "Could not …".
Error databaseError(sqlite3* handle, int code, std::string_view doing);

} // namespace core
