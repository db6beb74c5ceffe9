// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace core {

/// Which file a path leads to, whatever it is called.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};

/// Links are followed. Nothing when there is no such file.
std::optional<FileIdentity> fileIdentity(const std::filesystem::path& path);

enum class FileAccess { ReadWrite, ReadOnly };

/// The file behind a workspace's path, before a database is opened on it.
struct WorkspaceFile {
    std::filesystem::path path; ///< absolute, without links
    bool exists = false;
    FileAccess access = FileAccess::ReadWrite; ///< ReadOnly: the file, its folder or the medium is

    /// Resolves the path and looks at it; parents that are missing are made (0700), the file is
    /// not.
    /// Errors: InvalidInput (no regular file), Denied, Unsupported (a network or FUSE file system).
    static Result<WorkspaceFile> find(const std::filesystem::path& path);

    /// Makes the empty file, for the owner alone (0600).
    Result<void> create();
};

/// The name of a file system that cannot hold a workspace, because locks or flushes do not reach
/// the disk there; nothing for one that can. `magic` is statfs' f_type.
std::optional<std::string_view> refusedFileSystem(std::uint32_t magic);

/// The write-ahead log of a workspace.
std::filesystem::path walPathOf(const std::filesystem::path& workspace);

/// An error of the operating system: DiskFull, Denied, ReadOnly, NotFound or Io by errno. `doing`
/// completes "Could not …".
Error systemError(int number, std::string_view doing, const std::filesystem::path& path);

} // namespace core
