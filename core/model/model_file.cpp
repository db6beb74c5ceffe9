// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_file.h"

#include "core/base/digest.h"
#include "core/base/durable_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <vector>

namespace core {

namespace {

/// Small enough that a stop takes effect at once, large enough to read at the disk's rate.
constexpr std::size_t chunkBytes = std::size_t{4} * 1024 * 1024;

class OpenFile {
public:
    OpenFile(const std::filesystem::path& path, int flags)
        : m_descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600))
    {
    }
    ~OpenFile()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

using Consume = std::function<Result<void>(std::span<const std::uint8_t>)>;

/// Gives all bytes of the file to `consume`, with progress and stop.
Result<void> readAll(const std::filesystem::path& file, std::int64_t sizeBytes,
    const std::string& phase, const ProgressSink& progress, const std::stop_token& stop,
    const Consume& consume)
{
    const OpenFile source(file, O_RDONLY | O_NONBLOCK);
    if (source.get() < 0) {
        return fail(fileError(errno, "read", file));
    }
    std::vector<std::uint8_t> buffer(chunkBytes);
    std::int64_t done = 0;
    for (;;) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled,
                fmt::format("Stopped after {} of {} bytes.", done, sizeBytes));
        }
        const ssize_t got = ::read(source.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(fileError(errno, "read", file));
        }
        if (got == 0) {
            return {};
        }
        TRY(consume({buffer.data(), static_cast<std::size_t>(got)}));
        done += got;
        if (progress) {
            progress({.phase = phase, .done = done, .total = sizeBytes});
        }
    }
}

Result<FileReading> readAndDigest(const std::filesystem::path& file, const std::string& phase,
    const ProgressSink& progress, const std::stop_token& stop, const Consume& also)
{
    const FileStamp before = TRY(stampOf(file));
    Blake2b digest;
    TRY(readAll(file, before.sizeBytes, phase, progress, stop,
        [&](std::span<const std::uint8_t> bytes) -> Result<void> {
            digest.update(bytes);
            return also ? also(bytes) : Result<void>{};
        }));
    if (TRY(stampOf(file)) != before) {
        return fail(ErrorCode::Conflict,
            fmt::format(
                "'{}' changed while it was read. Try again when it is at rest.", file.native()));
    }
    return FileReading{.fingerprint = hexText(digest.finish()), .stamp = before};
}

Result<void> writeAll(
    int descriptor, std::span<const std::uint8_t> bytes, const std::filesystem::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return fail(fileError(errno, "write", path));
        }
        bytes = bytes.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return {};
}

} // namespace

Result<FileReading> readFingerprint(
    const std::filesystem::path& file, const ProgressSink& progress, const std::stop_token& stop)
{
    return readAndDigest(file, "hashing", progress, stop, {});
}

Result<FileReading> copyWithFingerprint(const std::filesystem::path& file,
    const std::filesystem::path& target, const ProgressSink& progress, const std::stop_token& stop)
{
    const OpenFile copy(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (copy.get() < 0) {
        return fail(fileError(errno, "make", target));
    }
    auto reading = readAndDigest(file, "copying", progress, stop,
        [&](std::span<const std::uint8_t> bytes) { return writeAll(copy.get(), bytes, target); });
    if (reading && ::fsync(copy.get()) != 0) {
        reading = fail(fileError(errno, "write", target));
    }
    if (!reading) {
        ::unlink(target.c_str());
    }
    return reading;
}

} // namespace core
