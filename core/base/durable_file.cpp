// SPDX-License-Identifier: Apache-2.0
#include "core/base/durable_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace core {

namespace {

constexpr std::size_t readBytesAtOnce = std::size_t{64} * 1024;

class Descriptor {
public:
    explicit Descriptor(int value)
        : m_value(value)
    {
    }
    ~Descriptor()
    {
        if (m_value >= 0) {
            ::close(m_value);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_value; }

private:
    int m_value;
};

ErrorCode kindOf(int systemCode)
{
    switch (systemCode) {
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EACCES:
    case EPERM:
        return ErrorCode::Denied;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::DiskFull;
    case EROFS:
        return ErrorCode::ReadOnly;
    default:
        return ErrorCode::Io;
    }
}

Result<void> writeAll(int descriptor, std::string_view bytes, const std::filesystem::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return fail(fileError(errno, "write", path));
        }
        bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) {
        return fail(fileError(errno, "write", path));
    }
    return {};
}

Result<void> writeNewFile(const std::filesystem::path& path, std::string_view bytes)
{
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) {
        return fail(fileError(errno, "make", path));
    }
    return writeAll(file.get(), bytes, path);
}

} // namespace

Error fileError(int systemCode, std::string_view doing, const std::filesystem::path& path)
{
    return {.code = kindOf(systemCode),
        .message = fmt::format("Could not {} '{}': {}.", doing, path.native(),
            std::generic_category().message(systemCode))};
}

Result<void> replaceFile(const std::filesystem::path& path, std::string_view bytes)
{
    const std::filesystem::path fresh = path.native() + fmt::format(".{}.new", ::getpid());
    Result<void> done = writeNewFile(fresh, bytes);
    if (done && ::rename(fresh.c_str(), path.c_str()) != 0) {
        done = fail(fileError(errno, "replace", path));
    }
    if (!done) {
        ::unlink(fresh.c_str());
        return done;
    }
    return syncDirectory(path.parent_path());
}

Result<void> syncDirectory(const std::filesystem::path& directory)
{
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.get() < 0 || ::fsync(opened.get()) != 0) {
        return fail(fileError(errno, "write the directory", directory));
    }
    return {};
}

Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t bytesMax)
{
    // Without O_NONBLOCK a named pipe would hold us here for ever.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts { };
    if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) {
        return fail(fileError(errno, "read", path));
    }
    if (!S_ISREG(facts.st_mode)) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("'{}' is not a regular file. Only regular files are read.", path.native()));
    }
    std::string text;
    std::array<char, readBytesAtOnce> buffer{};
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got == 0) {
            return text;
        }
        if (got < 0 && errno != EINTR) {
            return fail(fileError(errno, "read", path));
        }
        text.append(buffer.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
        if (text.size() > bytesMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format("'{}' has more than {} bytes, which is the most that is read.",
                    path.native(), bytesMax));
        }
    }
}

Result<void> makeDirectory(const std::filesystem::path& directory)
{
    std::error_code code;
    if (directory.has_parent_path()) {
        std::filesystem::create_directories(directory.parent_path(), code);
    }
    if (code) {
        return fail(fileError(code.value(), "make the directory", directory.parent_path()));
    }
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(fileError(errno, "make the directory", directory));
    }
    if (!std::filesystem::is_directory(directory, code)) {
        return fail(ErrorCode::Io,
            fmt::format("'{}' is in the place of a directory. Move it away.", directory.native()));
    }
    return {};
}

} // namespace core
