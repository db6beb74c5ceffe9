// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace core {

/// Says that this process, and in it this object, owns a workspace: an flock on NAME.holdfast.lock
/// beside the file, which holds the owner's process number. The system drops the lock when the
/// process dies; a clean end removes the file too.
class OwnerLock {
public:
    /// Locked, with the owner's process number, when the workspace is owned.
    static Result<OwnerLock> acquire(const std::filesystem::path& workspace);
    ~OwnerLock();
    OwnerLock(OwnerLock&& other) noexcept;
    OwnerLock& operator=(OwnerLock&&) = delete;

    static std::filesystem::path pathFor(const std::filesystem::path& workspace);

private:
    OwnerLock(int descriptor, std::filesystem::path path);

    int m_descriptor; ///< -1 when moved from
    std::filesystem::path m_path;
};

/// Keeps writers away from a workspace that can only be read, where no lock file can be made: a
/// shared lock on the bytes of the file that SQLite locks for itself. Readers share it.
class ReaderLock {
public:
    /// Locked, with the process number where it is known, when a process writes to the file.
    static Result<ReaderLock> acquire(const std::filesystem::path& workspace);
    ~ReaderLock();
    ReaderLock(ReaderLock&& other) noexcept;
    ReaderLock& operator=(ReaderLock&&) = delete;

private:
    explicit ReaderLock(int descriptor);

    int m_descriptor; ///< -1 when moved from
};

} // namespace core
