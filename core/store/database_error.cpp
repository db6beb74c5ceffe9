// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

namespace core {

namespace {

// A full disk, a quota and a file size limit all mean: no space for what is to be written.
bool isOutOfSpace(int systemError)
{
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
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

ErrorCode kindOf(int extended, int systemError)
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
        return isOutOfSpace(systemError) ? ErrorCode::DiskFull : ErrorCode::Io;
    case SQLITE_CANTOPEN:
        return openCode(systemError);
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
    const int extended = handle != nullptr && sqlite3_errcode(handle) == (code & 0xff)
        ? sqlite3_extended_errcode(handle)
        : code;
    const int systemError = handle != nullptr ? sqlite3_system_errno(handle) : 0;
    const ErrorCode kind = kindOf(extended, systemError);
    const char* file = handle != nullptr ? sqlite3_db_filename(handle, "main") : nullptr;
    const bool isOfTheFile = kind == ErrorCode::Corrupt || kind == ErrorCode::DiskFull
        || kind == ErrorCode::Io || kind == ErrorCode::Locked;
    const std::string where =
        isOfTheFile && file != nullptr && *file != '\0' ? fmt::format(" ({})", file) : "";
    const bool isLast = handle != nullptr && sqlite3_extended_errcode(handle) == extended;
    return Error{.code = kind,
        .message = fmt::format("Could not {}{}: {}.{}", doing, where,
            isLast ? sqlite3_errmsg(handle) : sqlite3_errstr(extended),
            kind == ErrorCode::Denied && (extended & 0xff) == SQLITE_CONSTRAINT ? ""
                                                                                : whatToDo(kind)),
        .detail = fmt::format("E_SQLITE_{}", extended)};
}

} // namespace core
