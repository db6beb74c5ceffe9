// SPDX-License-Identifier: Apache-2.0
#include "core/store/workspace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace core {

namespace {

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 14> refusedMagics{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFE534D42, "SMB"},
    {0xFF534D42, "CIFS"},
    {0x65735546, "FUSE"},
    {0x01021997, "9P"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x73757245, "Coda"},
    {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"},
    {0x7461636F, "OCFS2"},
    {0x01161970, "GFS2"},
    {0x786F4256, "VirtualBox shared folder"},
}};

Result<void> checkFileSystem(const std::filesystem::path& directory)
{
    struct statfs info { };
    if (::statfs(directory.c_str(), &info) != 0) {
        return fail(systemError(errno, "look at the file system of", directory));
    }
    if (const auto name = refusedFileSystem(static_cast<std::uint32_t>(info.f_type))) {
        return fail(ErrorCode::Unsupported,
            fmt::format("{} is on {}. A workspace needs a local disk, where locks and flushes can "
                        "be relied on. Work on a local copy.",
                directory.native(), *name));
    }
    return {};
}

Result<void> makeDirectories(const std::filesystem::path& directory)
{
    std::error_code error;
    if (directory.empty() || std::filesystem::exists(directory, error)) {
        return {};
    }
    TRY(makeDirectories(directory.parent_path()));
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(systemError(errno, "make the folder", directory));
    }
    return {};
}

bool isWritable(const std::filesystem::path& path)
{
    return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

Result<void> checkFile(const std::filesystem::path& path)
{
    struct stat info { };
    if (::stat(path.c_str(), &info) != 0) {
        return fail(systemError(errno, "look at", path));
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("{} is not a regular file. A workspace is one file; name it, or a file "
                        "that does not exist yet.",
                path.native()));
    }
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
        return fail(systemError(errno, "read", path));
    }
    return {};
}

} // namespace

std::optional<FileIdentity> fileIdentity(const std::filesystem::path& path)
{
    struct stat info { };
    if (::stat(path.c_str(), &info) != 0) {
        return std::nullopt;
    }
    return FileIdentity{.device = info.st_dev, .inode = info.st_ino};
}

Result<WorkspaceFile> WorkspaceFile::find(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(path, error);
    if (error || !absolute.has_filename()) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("Found '{}'. A workspace is named by the path of a file.", path.native()));
    }
    TRY(makeDirectories(absolute.parent_path()));
    WorkspaceFile file;
    file.path = std::filesystem::weakly_canonical(absolute, error);
    if (error) {
        return fail(systemError(error.value(), "follow the path", absolute));
    }
    const auto status = std::filesystem::symlink_status(file.path, error);
    if (std::filesystem::is_symlink(status)) {
        return fail(ErrorCode::NotFound,
            fmt::format("{} is a link to a file that does not exist.", absolute.native()));
    }
    file.exists = std::filesystem::exists(status);
    const std::filesystem::path directory = file.path.parent_path();
    TRY(checkFileSystem(directory));
    if (file.exists) {
        TRY(checkFile(file.path));
    }
    const bool canWrite = isWritable(directory) && (!file.exists || isWritable(file.path));
    file.access = canWrite ? FileAccess::ReadWrite : FileAccess::ReadOnly;
    return file;
}

Result<void> WorkspaceFile::create()
{
    const int descriptor =
        ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return fail(systemError(errno, "make the file", path));
    }
    ::close(descriptor);
    exists = true;
    return {};
}

std::optional<std::string_view> refusedFileSystem(std::uint32_t magic)
{
    for (const auto& [refused, name] : refusedMagics) {
        if (refused == magic) {
            return name;
        }
    }
    return std::nullopt;
}

std::filesystem::path walPathOf(const std::filesystem::path& workspace)
{
    return workspace.native() + "-wal";
}

Error systemError(int number, std::string_view doing, const std::filesystem::path& path)
{
    const auto code = [&] {
        switch (number) {
        case EACCES:
        case EPERM:
            return ErrorCode::Denied;
        case ENOENT:
            return ErrorCode::NotFound;
        case EROFS:
            return ErrorCode::ReadOnly;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return ErrorCode::DiskFull;
        default:
            return ErrorCode::Io;
        }
    }();
    return Error{.code = code,
        .message = fmt::format(
            "Could not {} {}: {}.", doing, path.native(), std::generic_category().message(number)),
        .detail = fmt::format("E_SYSTEM_{}", number)};
}

} // namespace core
