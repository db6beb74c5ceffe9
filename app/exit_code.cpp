// SPDX-License-Identifier: Apache-2.0
#include "app/exit_code.h"

#include "app/arguments.h"

namespace app {

ExitCode exitCodeOf(const core::Error& error)
{
    using core::ErrorCode;
    if (error.detail == usageDetail) {
        return exitUsage;
    }
    switch (error.code) {
    case ErrorCode::NotFound:
        return exitNotFound;
    case ErrorCode::InvalidInput:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
    case ErrorCode::LimitReached:
    case ErrorCode::Unsupported:
    case ErrorCode::Denied:
        return exitRefused;
    case ErrorCode::Locked:
    case ErrorCode::ReadOnly:
    case ErrorCode::Unavailable:
        return exitUnavailable;
    case ErrorCode::Cancelled:
        return exitCancelled;
    case ErrorCode::Corrupt:
    case ErrorCode::DiskFull:
    case ErrorCode::Io:
    case ErrorCode::OutOfMemory:
    case ErrorCode::DeviceLost:
    case ErrorCode::Internal:
        break;
    }
    return exitFailed;
}

} // namespace app
