// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include "core/store/statement_cache.h"
#include "core/store/store_sql.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <utility>

namespace core {

namespace {

// Only for readers that hold up the emptying of the log; nobody else competes for locks.
constexpr int busyTimeoutMs = 500;

// What one statement may cost. The largest value is a row of a message of 10 MB with room to spare;
// bigger bytes are stored in chunks.
constexpr std::array<std::pair<int, int>, 10> limits{{
    {SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024},
    {SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024},
    {SQLITE_LIMIT_COLUMN, 200},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 1000},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 20},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
}};

constexpr std::array<std::pair<int, int>, 6> switches{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    // Store folds the WAL in itself; a connection to a file that turned out damaged or foreign must
    // leave everything as it is.
    {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
}};

struct Opening {
    std::string name;
    int flags;
    const char* vfs;
};

std::string uriOf(const std::filesystem::path& path)
{
    std::string uri = "file:";
    for (const char c : path.native()) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
        uri += isPlain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri + "?immutable=1";
}

// A reader opens read-write and is held by query_only instead: a read-only descriptor would take
// its own file lock, and that would weaken the exclusive one of this process.
Opening openingFor(const std::filesystem::path& path, Database::Mode mode)
{
    constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
    switch (mode) {
    case Database::Mode::ReadWrite:
        return {path.native(), common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-excl"};
    case Database::Mode::Reader:
        return {path.native(), common | SQLITE_OPEN_READWRITE, "unix-excl"};
    case Database::Mode::ReadOnly:
        return {path.native(), common | SQLITE_OPEN_READONLY, "unix"};
    case Database::Mode::Immutable:
        break;
    }
    return {uriOf(path), common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, "unix"};
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, Mode mode)
{
    const Opening opening = openingFor(path, mode);
    std::unique_ptr<Database> database(new Database);
    const int code =
        sqlite3_open_v2(opening.name.c_str(), &database->m_handle, opening.flags, opening.vfs);
    if (code != SQLITE_OK) {
        return fail(databaseError(
            database->m_handle, code, fmt::format("open the file {}", path.native())));
    }
    database->m_statements = std::make_unique<StatementCache>(database->m_handle);
    TRY(database->configure(mode));
    return database;
}

Database::~Database()
{
    m_statements.reset();
    sqlite3_close_v2(m_handle);
}

Result<void> Database::configure(Mode mode)
{
    for (const auto& [name, value] : switches) {
        const int code = sqlite3_db_config(m_handle, name, value, nullptr);
        if (code != SQLITE_OK) {
            return fail(databaseError(m_handle, code, "set up the connection"));
        }
    }
    setLimits();
    TRY(execute(sql::connectionSettings));
    if (mode != Mode::ReadWrite) {
        TRY(execute(sql::refuseWrites));
    }
    return {};
}

void Database::setLimits()
{
    sqlite3_busy_timeout(m_handle, busyTimeoutMs);
    for (const auto& [name, value] : limits) {
        sqlite3_limit(m_handle, name, value);
    }
}

Result<void> Database::useWal()
{
    TRY(execute(sql::giveBackSpaceInSteps));
    if (const std::string mode = TRY(textOf(sql::writeAheadLog)); mode != "wal") {
        return fail(ErrorCode::Unsupported,
            fmt::format("Found the journal mode '{}'. A workspace needs 'wal', which its file "
                        "system does not support. Move the workspace to another disk.",
                mode));
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    return Statement(TRY(m_statements->take(sql)), *m_statements);
}

Result<void> Database::execute(std::string_view sql)
{
    const std::string text(sql);
    const int code = sqlite3_exec(m_handle, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return fail(databaseError(m_handle, code, "run a statement"));
    }
    return {};
}

Result<std::int64_t> Database::integerOf(std::string_view sql)
{
    Statement statement = TRY(prepare(sql));
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound, "The query gave no row.");
    }
    return statement.integer(0);
}

Result<std::string> Database::textOf(std::string_view sql)
{
    Statement statement = TRY(prepare(sql));
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound, "The query gave no row.");
    }
    return statement.text(0);
}

std::int64_t Database::lastInsertRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_handle);
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

} // namespace core
