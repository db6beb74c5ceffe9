// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace app {

/// What the program's exit codes mean; --help lists them.
enum ExitCode : int {
    exitOk = 0,
    exitFailed = 1, ///< the machine, a file or we failed
    exitUsage = 2, ///< the command line was not understood
    exitNotFound = 3,
    exitRefused = 4, ///< the input, or the state of the thing, does not allow it
    exitUnavailable = 5, ///< somebody else has it, or it cannot be written or reached now
    exitCancelled = 130, ///< stopped by a person
};

/// The exit code of an error.
ExitCode exitCodeOf(const core::Error& error);

} // namespace app
