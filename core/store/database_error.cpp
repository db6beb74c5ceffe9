// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

namespace core {

namespace {

int lastErrorOf(sqlite3_file* file)
{
    int number = 0;
    if (file != nullptr && file->pMethods != nullptr) {
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
    }
    return number;
}

// A full disk, a quota and a file size limit all mean: no space for what is to be written.
bool isOutOfSpace(int systemError)
{
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
}

// What the system said. By the time SQLite hands an error out it may have done other things with
// the files, so the files themselves are asked too: the database and its log.
bool wasOutOfSpace(sqlite3* handle)
{
    sqlite3_file* file = nullptr;
    sqlite3_file* log = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return isOutOfSpace(sqlite3_system_errno(handle)) || isOutOfSpace(lastErrorOf(file))
        || isOutOfSpace(lastErrorOf(log));
}

ErrorCode constraintCode(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ErrorCode::AlreadyExists;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return ErrorCode::Conflict;
    case SQLITE_CONSTRAINT_TRIGGER:
        return ErrorCode::Denied;
    default:
        return ErrorCode::InvalidInput;
    }
}

ErrorCode openCode(int systemError)
{
    if (systemError == EACCES || systemError == EPERM) {
        return ErrorCode::Denied;
    }
    return systemError == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
}

ErrorCode kindOf(sqlite3* handle, int extended)
{
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
        return constraintCode(extended);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Locked;
    case SQLITE_READONLY:
        return ErrorCode::ReadOnly;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::Corrupt;
    case SQLITE_FULL:
        return ErrorCode::DiskFull;
    case SQLITE_IOERR:
        return extended == SQLITE_IOERR_WRITE && wasOutOfSpace(handle) ? ErrorCode::DiskFull
                                                                       : ErrorCode::Io;
    case SQLITE_CANTOPEN:
        return openCode(handle != nullptr ? sqlite3_system_errno(handle) : 0);
    case SQLITE_NOMEM:
        return ErrorCode::OutOfMemory;
    case SQLITE_TOOBIG:
        return ErrorCode::LimitReached;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorCode::Denied;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    default:
        return ErrorCode::Internal;
    }
}

std::string_view whatToDo(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Corrupt:
        return " The file is damaged; nothing was changed. Restore a back-up.";
    case ErrorCode::DiskFull:
        return " The disk is full; nothing was lost. Make room and try again.";
    case ErrorCode::Io:
        return " The disk reported a failure. Check the disk and make a copy of the file.";
    case ErrorCode::Locked:
        return " Another program uses the file. Close it and try again.";
    case ErrorCode::Denied:
        return " Check the rights of the file and its folder.";
    default:
        return "";
    }
}

} // namespace

Error databaseError(sqlite3* handle, int code, std::string_view doing)
{
    const int last = handle != nullptr ? sqlite3_extended_errcode(handle) : SQLITE_OK;
    const bool isLast = (last & 0xff) == (code & 0xff);
    const int extended = isLast ? last : code;
    const ErrorCode kind = kindOf(handle, extended);
    const char* file = handle != nullptr ? sqlite3_db_filename(handle, "main") : nullptr;
    const std::string_view advice = (extended & 0xff) == SQLITE_CONSTRAINT ? "" : whatToDo(kind);
    return Error{.code = kind,
        .message = fmt::format("Could not {}{}: {}.{}", doing,
            !advice.empty() && file != nullptr && *file != '\0' ? fmt::format(" ({})", file) : "",
            isLast ? sqlite3_errmsg(handle) : sqlite3_errstr(extended), advice),
        .detail = fmt::format("E_SQLITE_{}", extended)};
}

} // namespace core
