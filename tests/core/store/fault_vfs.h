// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

/// Takes the place of SQLite's "unix-excl" in this process, counts what reaches the disk and fails
/// when it is told to.
struct FaultVfs {
    /// Once, before the first database is opened.
    static void install();

    static std::atomic<int> walSyncs; ///< flushes of logs so far
    static std::atomic<bool> failsWalSync; ///< the next flush of a log fails (EIO), then no more
    static std::atomic<bool> failsMainSync; ///< flushes of database files fail (EIO)
};
