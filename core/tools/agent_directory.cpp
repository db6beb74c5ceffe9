// SPDX-License-Identifier: Apache-2.0
#include "core/tools/agent_directory.h"

#include "core/store/store.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace core {

namespace {

constexpr std::size_t pathBytesMax = 4096;
constexpr std::size_t shownBytes = 200;

tl::unexpected<Error> outside(std::string_view path)
{
    return fail(ErrorCode::Denied,
        fmt::format("'{}' leads outside the agent's directory. Give a path relative to it, without "
                    "links or '..' that leave it.",
            clipUtf8(path, shownBytes)));
}

tl::unexpected<Error> systemError(std::string_view path, int number)
{
    const std::string_view shown = clipUtf8(path, shownBytes);
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return fail(ErrorCode::NotFound,
            fmt::format(
                "There is no '{}' in the agent's directory. list_files shows what is there.",
                shown));
    case EXDEV:
    case ELOOP:
        return outside(path);
    case EACCES:
    case EPERM:
        return fail(ErrorCode::Denied, fmt::format("'{}' may not be read by this user.", shown));
    case ENAMETOOLONG:
        return fail(ErrorCode::InvalidInput, fmt::format("The path '{}' is too long.", shown));
    default:
        return fail(ErrorCode::Io,
            fmt::format("'{}' could not be opened: {}.", shown, std::strerror(number)));
    }
}

int openBeneath(int root, const std::string& path)
{
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    for (int attempt = 0;; ++attempt) {
        const auto opened =
            static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how)));
        // EAGAIN: something was renamed while ".." was resolved.
        if (opened >= 0 || errno != EAGAIN || attempt == 8) {
            return opened;
        }
    }
}

Result<FileHandle> walkBeneath(int root, std::string_view path)
{
    FileHandle at(::openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!at.isOpen()) {
        return systemError(path, errno);
    }
    std::size_t begin = 0;
    while (begin < path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string part(path.substr(begin, end - begin));
        begin = end + 1;
        if (part.empty() || part == ".") {
            continue;
        }
        if (part == "..") {
            return outside(path);
        }
        FileHandle next(::openat(at.get(), part.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        struct stat status { };
        if (!next.isOpen() || ::fstat(next.get(), &status) != 0) {
            return systemError(path, errno);
        }
        if (S_ISLNK(status.st_mode)) {
            return fail(ErrorCode::Denied,
                fmt::format("'{}' goes through a link, which this system cannot follow safely.",
                    clipUtf8(path, shownBytes)));
        }
        at = std::move(next);
    }
    return at;
}

Result<void> checkText(std::string_view path)
{
    if (path.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::InvalidInput, "The path holds a NUL byte, which no file name has.");
    }
    if (path.size() > pathBytesMax) {
        return fail(ErrorCode::InvalidInput,
            fmt::format(
                "The path is {} bytes. At most {} are allowed.", path.size(), pathBytesMax));
    }
    if (path.starts_with('/')) {
        return outside(path);
    }
    return {};
}

} // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileHandle::~FileHandle()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

AgentDirectory::AgentDirectory(FileHandle root, Store& store, PathResolution resolution)
    : m_root(std::move(root))
    , m_store(&store)
    , m_resolution(resolution)
{
}

Result<AgentDirectory> AgentDirectory::open(
    const std::filesystem::path& directory, Store& store, PathResolution resolution)
{
    FileHandle root(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root.isOpen()) {
        return fail(ErrorCode::NotFound,
            fmt::format("The agent's directory '{}' cannot be opened: {}. Choose another with "
                        "agents.edit directory.",
                directory.string(), std::strerror(errno)));
    }
    return AgentDirectory(std::move(root), store, resolution);
}

Result<FileHandle> AgentDirectory::locate(std::string_view path) const
{
    TRY(checkText(path));
    const std::string name(path.empty() ? "." : path);
    if (m_resolution == PathResolution::KernelOrWalk) {
        FileHandle found(openBeneath(m_root.get(), name));
        if (found.isOpen()) {
            return found;
        }
        // A kernel before 5.6, or a filter that does not know the call.
        if (errno != ENOSYS && errno != EPERM) {
            return systemError(path, errno);
        }
    }
    return walkBeneath(m_root.get(), name);
}

Result<FileHandle> AgentDirectory::openChecked(std::string_view path, Kind kind) const
{
    const FileHandle found = TRY(locate(path));
    struct stat status { };
    if (::fstat(found.get(), &status) != 0) {
        return systemError(path, errno);
    }
    const bool fits = kind == Kind::File ? S_ISREG(status.st_mode) : S_ISDIR(status.st_mode);
    if (!fits) {
        return fail(ErrorCode::Denied,
            fmt::format("'{}' is {}.", clipUtf8(path, shownBytes),
                kind == Kind::Directory       ? "not a directory; read_file reads files"
                    : S_ISDIR(status.st_mode) ? "a directory; list_files shows what is in it"
                                              : "not a regular file, so it is not read"));
    }
    // The descriptor itself is opened again: what was looked at is what is read.
    const std::string self = fmt::format("/proc/self/fd/{}", found.get());
    if (kind == Kind::File && m_store->ownsFile(self)) {
        return fail(ErrorCode::Denied,
            fmt::format("'{}' is this workspace's own file. Tools do not read it.",
                clipUtf8(path, shownBytes)));
    }
    const int flags =
        O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (kind == Kind::Directory ? O_DIRECTORY : 0);
    FileHandle opened(::open(self.c_str(), flags));
    if (!opened.isOpen()) {
        return systemError(path, errno);
    }
    return opened;
}

Result<FileHandle> AgentDirectory::openFile(std::string_view path) const
{
    return openChecked(path, Kind::File);
}

Result<FileHandle> AgentDirectory::openDirectory(std::string_view path) const
{
    return openChecked(path, Kind::Directory);
}

} // namespace core
