// SPDX-License-Identifier: Apache-2.0
#include "core/store/owner_lock.h"

#include "core/store/workspace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace core {

namespace {

// The bytes SQLite locks in a database file (its file format, "shared range").
constexpr off_t sharedFirst = 0x40000002;
constexpr off_t sharedSize = 510;

// Somebody may remove the lock file between our opening and our locking it; then we try again.
constexpr int attemptsMax = 100;

tl::unexpected<Error> lockedBy(const std::filesystem::path& workspace, pid_t owner)
{
    const std::string who =
        owner > 0 ? fmt::format("Process {}", owner) : std::string("Another process");
    return fail(Error{.code = ErrorCode::Locked,
        .message = fmt::format(
            "{} has {} open. Use it there, or close it first.", who, workspace.native()),
        .detail = "E_OWNED",
        .field = owner > 0 ? fmt::format("{}", owner) : std::string()});
}

pid_t writtenOwner(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    pid_t owner = 0;
    std::from_chars(text.data(), text.data() + (size > 0 ? size : 0), owner);
    return owner;
}

bool isStillAt(int descriptor, const std::filesystem::path& path)
{
    struct stat info { };
    const auto there = fileIdentity(path);
    return ::fstat(descriptor, &info) == 0
        && there == FileIdentity{.device = info.st_dev, .inode = info.st_ino};
}

Result<void> writeOwner(int descriptor, const std::filesystem::path& path)
{
    const std::string text = fmt::format("{}\n", ::getpid());
    const bool isWritten = ::ftruncate(descriptor, 0) == 0
        && ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    if (!isWritten) {
        return fail(systemError(errno, "write", path));
    }
    return {};
}

} // namespace

OwnerLock::OwnerLock(int descriptor, std::filesystem::path path)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
{
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_path(std::move(other.m_path))
{
}

// Removed while still locked: who opened the file in between sees that it is gone (isStillAt).
OwnerLock::~OwnerLock()
{
    if (m_descriptor >= 0) {
        ::unlink(m_path.c_str());
        ::close(m_descriptor);
    }
}

std::filesystem::path OwnerLock::pathFor(const std::filesystem::path& workspace)
{
    return workspace.native() + ".lock";
}

Result<OwnerLock> OwnerLock::acquire(const std::filesystem::path& workspace)
{
    const std::filesystem::path path = pathFor(workspace);
    for (int attempt = 0; attempt < attemptsMax; ++attempt) {
        const int descriptor =
            ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0) {
            return fail(systemError(errno, "make the lock file", path));
        }
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int reason = errno;
            const pid_t owner = writtenOwner(descriptor);
            ::close(descriptor);
            return reason == EWOULDBLOCK ? lockedBy(workspace, owner)
                                         : fail(systemError(reason, "lock", path));
        }
        if (isStillAt(descriptor, path)) {
            OwnerLock lock(descriptor, path);
            TRY(writeOwner(descriptor, path));
            return lock;
        }
        ::close(descriptor);
    }
    return lockedBy(workspace, 0);
}

ReaderLock::ReaderLock(int descriptor)
    : m_descriptor(descriptor)
{
}

ReaderLock::ReaderLock(ReaderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

ReaderLock::~ReaderLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

// An open-file-description lock: unlike a process lock it does not go when another descriptor of
// the same file is closed.
Result<ReaderLock> ReaderLock::acquire(const std::filesystem::path& workspace)
{
    ReaderLock lock(::open(workspace.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (lock.m_descriptor < 0) {
        return fail(systemError(errno, "open", workspace));
    }
    struct flock range { };
    range.l_type = F_RDLCK;
    range.l_whence = SEEK_SET;
    range.l_start = sharedFirst;
    range.l_len = sharedSize;
    if (::fcntl(lock.m_descriptor, F_OFD_SETLK, &range) == 0) {
        return lock;
    }
    if (const int reason = errno; reason != EAGAIN && reason != EACCES) {
        return fail(systemError(reason, "lock", workspace));
    }
    const bool isKnown = ::fcntl(lock.m_descriptor, F_OFD_GETLK, &range) == 0;
    return lockedBy(workspace, isKnown ? range.l_pid : 0);
}

} // namespace core
