// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_access.h"

#include "core/base/durable_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::fileError;
using core::Result;

namespace {

int flagsOf(PackAccess::Mode mode)
{
    switch (mode) {
    case PackAccess::Mode::Read:
        return O_RDONLY;
    case PackAccess::Mode::Write:
        return O_RDWR;
    case PackAccess::Mode::Create:
        break;
    }
    return O_RDWR | O_CREAT | O_EXCL;
}

} // namespace

Result<PackAccess> PackAccess::open(const std::filesystem::path& path, Mode mode)
{
    const int descriptor =
        ::open(path.c_str(), flagsOf(mode) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (descriptor < 0) {
        return fail(fileError(errno, "open", path));
    }
    return PackAccess(descriptor, path);
}

PackAccess& PackAccess::operator=(PackAccess&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_path, other.m_path);
    return *this;
}

PackAccess::~PackAccess()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<std::size_t> PackAccess::readUpTo(std::span<std::uint8_t> bytes, std::int64_t offset) const
{
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const std::span<std::uint8_t> rest = bytes.subspan(filled);
        const ssize_t count = ::pread(
            m_descriptor, rest.data(), rest.size(), offset + static_cast<std::int64_t>(filled));
        if (count < 0 && errno != EINTR) {
            return fail(fileError(errno, "read", m_path));
        }
        if (count == 0) {
            break;
        }
        filled += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return filled;
}

Result<void> PackAccess::readAt(std::span<std::uint8_t> bytes, std::int64_t offset) const
{
    const std::size_t filled = TRY(readUpTo(bytes, offset));
    if (filled < bytes.size()) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' ends {} bytes before what it should hold. It is a cache: what is "
                        "missing is computed again.",
                m_path.native(), bytes.size() - filled));
    }
    return {};
}

Result<void> PackAccess::writeAt(std::span<const std::uint8_t> bytes, std::int64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(m_descriptor, bytes.data(), bytes.size(), offset);
        if (count < 0 && errno != EINTR) {
            return fail(fileError(errno, "write", m_path));
        }
        const auto advanced = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        bytes = bytes.subspan(advanced);
        offset += static_cast<std::int64_t>(advanced);
    }
    return {};
}

void PackAccess::shorten(std::int64_t bytes)
{
    [[maybe_unused]] const int ignored = ::ftruncate(m_descriptor, bytes);
}

Result<std::int64_t> PackAccess::sizeBytes() const
{
    struct stat status { };
    if (::fstat(m_descriptor, &status) != 0) {
        return fail(fileError(errno, "read", m_path));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' is no regular file and not used.", m_path.native()));
    }
    return status.st_size;
}

bool PackAccess::isGone() const
{
    struct stat status { };
    return ::fstat(m_descriptor, &status) != 0 || status.st_nlink == 0;
}

bool PackAccess::tryLock()
{
    return ::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0;
}

void PackAccess::markUsed() const
{
    [[maybe_unused]] const int ignored = ::futimens(m_descriptor, nullptr);
}

} // namespace inference
