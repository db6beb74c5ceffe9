// SPDX-License-Identifier: Apache-2.0
#include "core/store/opening.h"

#include "core/store/store_sql.h"
#include "core/store/transaction.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <unistd.h>

#include <system_error>

namespace core {

namespace {

int newestVersion(std::span<const Migration> migrations)
{
    return migrations.empty() ? 0 : migrations.back().number;
}

Error nameFile(Error error, const WorkspaceFile& file, const BackupRing& backups)
{
    error.message = fmt::format("{}: {}", file.path.native(), error.message);
    if (error.code != ErrorCode::Corrupt) {
        return error;
    }
    const auto newest = backups.newest();
    error.message += newest
        ? fmt::format(
            " The newest back-up is {}; copy it in the place of the workspace.", newest->native())
        : fmt::format(" No back-up was found in {}.", backups.directory().native());
    return error;
}

Result<void> checkAfterUncleanStop(Database& database)
{
    if (TRY(database.integerOf(sql::countUncleanStops)) == 0) {
        return {};
    }
    if (const std::string verdict = TRY(database.textOf(sql::quickCheck)); verdict != "ok") {
        return fail(ErrorCode::Corrupt,
            fmt::format("The last program that had it open did not close it, and the check says: "
                        "{}. Nothing was changed. Restore a back-up.",
                verdict));
    }
    return {};
}

Result<void> writeFirstRows(Database& database, Clock& clock, IdSource& ids)
{
    auto statement = TRY(database.prepare(sql::addWorkspace));
    return statement.bind(1, ids.next()).bind(2, clock.now()).run();
}

Result<std::int64_t> writeOwner(Database& database, Clock& clock)
{
    Transaction transaction = TRY(Transaction::begin(database, Transaction::Kind::Write));
    std::int64_t epoch = 0;
    {
        auto statement = TRY(database.prepare(sql::addOwner));
        statement.bind(1, ::getpid()).bind(2, clock.now());
        if (TRY(statement.step())) {
            epoch = statement.integer(0);
        }
        TRY(statement.run());
    }
    TRY(transaction.commit());
    return epoch;
}

Result<void> foldIn(Database& database)
{
    const int code = sqlite3_wal_checkpoint_v2(
        database.handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return fail(databaseError(database.handle(), code, "fold the log in"));
    }
    return {};
}

Result<OpenedWorkspace> prepareForWriting(const WorkspaceFile& file, const BackupRing& backups,
    Clock& clock, IdSource& ids, std::span<const Migration> migrations)
{
    OpenedWorkspace opened;
    opened.database = TRY(Database::open(file.path, Database::Mode::ReadWrite));
    Database& database = *opened.database;
    const SchemaState state = TRY(readSchemaState(database, newestVersion(migrations)));
    if (!state.isNew) {
        TRY(checkAfterUncleanStop(database));
    }
    TRY(database.useWal());
    if (!state.isNew && state.version < newestVersion(migrations)) {
        TRY(backups.add(database, clock));
    }
    TRY(migrate(database, state.version, migrations));
    if (TRY(database.integerOf(sql::countWorkspaces)) == 0) {
        TRY(writeFirstRows(database, clock, ids));
    }
    opened.epoch = TRY(writeOwner(database, clock));
    return opened;
}

Result<OpenedWorkspace> prepareForReading(
    const WorkspaceFile& file, std::span<const Migration> migrations)
{
    std::error_code error;
    const auto walBytes = std::filesystem::file_size(walPathOf(file.path), error);
    OpenedWorkspace opened;
    opened.readerMode =
        !error && walBytes > 0 ? Database::Mode::ReadOnly : Database::Mode::Immutable;
    auto database = Database::open(file.path, opened.readerMode);
    if (!database && opened.readerMode == Database::Mode::ReadOnly
        && database.error().code != ErrorCode::Corrupt)
    {
        return fail(ErrorCode::ReadOnly,
            fmt::format("The last program that had it open left changes in {}, and reading them "
                        "needs a folder that can be written. Copy both files to one. ({})",
                walPathOf(file.path).native(), database.error().message));
    }
    opened.database = TRY(std::move(database));
    const int newest = newestVersion(migrations);
    const SchemaState state = TRY(readSchemaState(*opened.database, newest));
    if (state.version < newest) {
        return fail(ErrorCode::Unsupported,
            fmt::format("The workspace has version {} and cannot be written. This program needs "
                        "version {}. Open a copy that can be written.",
                state.version, newest));
    }
    opened.epoch = TRY(opened.database->integerOf(sql::lastEpoch));
    return opened;
}

} // namespace

Result<OpenedWorkspace> openForWriting(WorkspaceFile file, const BackupRing& backups, Clock& clock,
    IdSource& ids, std::span<const Migration> migrations)
{
    if (!file.exists) {
        TRY(file.create());
    }
    auto opened = prepareForWriting(file, backups, clock, ids, migrations);
    if (!opened) {
        return fail(nameFile(std::move(opened).error(), file, backups));
    }
    return opened;
}

Result<OpenedWorkspace> openForReading(
    const WorkspaceFile& file, const BackupRing& backups, std::span<const Migration> migrations)
{
    if (!file.exists) {
        return fail(ErrorCode::Denied,
            fmt::format("{} does not exist, and its folder cannot be written. Choose another "
                        "place for the workspace.",
                file.path.native()));
    }
    auto opened = prepareForReading(file, migrations);
    if (!opened) {
        return fail(nameFile(std::move(opened).error(), file, backups));
    }
    return opened;
}

// Errors are only logged: everything acknowledged is in the WAL already, and the next opening finds
// the owner's row without an end and checks the file. So the end is written only after the log was
// folded in without an error.
void closeWorkspace(std::unique_ptr<Database> database, std::int64_t epoch, Clock& clock)
{
    const auto close = [&]() -> Result<void> {
        TRY(foldIn(*database));
        {
            auto statement = TRY(database->prepare(sql::closeOwner));
            TRY(statement.bind(1, epoch).bind(2, clock.now()).run());
        }
        TRY(foldIn(*database));
        // Nothing is left to move; this makes SQLite remove the empty log.
        sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
        return {};
    };
    if (const Result<void> closed = close(); !closed) {
        spdlog::warn("store: {} ({})", closed.error().message, closed.error().detail);
    }
}

} // namespace core
