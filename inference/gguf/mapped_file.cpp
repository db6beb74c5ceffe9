// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/mapped_file.h"

#include "inference/gguf/gguf_limits.h"
#include "inference/gguf/printable.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inference {

namespace {

using core::ErrorCode;
using core::Result;

std::int64_t changedNs(const struct stat& status)
{
    return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

tl::unexpected<core::Error> failFile(
    ErrorCode code, const char* detail, const std::filesystem::path& path, std::string_view what)
{
    return core::fail(core::Error{.code = code,
        .message = fmt::format("{}: {}", printable(path.native(), 1000), what),
        .detail = detail,
        .field = "file"});
}

tl::unexpected<core::Error> failSystem(int number, const std::filesystem::path& path)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR: {
        std::error_code ignored;
        if (std::filesystem::is_symlink(path, ignored)) {
            return failFile(ErrorCode::NotFound, "E_FILE_KIND", path,
                "This is a link to a file that does not exist. Choose the model file itself.");
        }
        return failFile(ErrorCode::NotFound, "E_FILE_MISSING", path,
            "No such file. Choose a model file that exists.");
    }
    case EACCES:
    case EPERM:
        return failFile(ErrorCode::Denied, "E_FILE_DENIED", path,
            "The file may not be read. Change its permissions or choose another.");
    case ENXIO:
    case ENODEV:
    case ELOOP:
        return failFile(ErrorCode::InvalidInput, "E_FILE_KIND", path,
            "This is no regular file. Choose a GGUF file.");
    default:
        return failFile(ErrorCode::Io, "E_FILE_READ", path,
            fmt::format("The file cannot be read: {}.", std::strerror(number)));
    }
}

Result<void> requireRegular(const struct stat& status, const std::filesystem::path& path)
{
    if (!S_ISREG(status.st_mode)) {
        return failFile(ErrorCode::InvalidInput, "E_FILE_KIND", path,
            S_ISDIR(status.st_mode) ? "This is a directory. Choose a GGUF file."
                                    : "This is no regular file. Choose a GGUF file.");
    }
    if (static_cast<std::uint64_t>(status.st_size) > limits::fileBytesMax) {
        return failFile(ErrorCode::LimitReached, "E_FILE_KIND", path,
            fmt::format("The file is {} bytes long; at most {} are read.", status.st_size,
                limits::fileBytesMax));
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path)
{
    // Without O_NONBLOCK, opening a FIFO would wait for its writer.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return failSystem(errno, path);
    }
    std::shared_ptr<MappedFile> file(new MappedFile);
    file->m_descriptor = descriptor;
    struct stat status { };
    if (::fstat(descriptor, &status) != 0) {
        return failSystem(errno, path);
    }
    TRY(requireRegular(status, path));
    const auto size = static_cast<std::uint64_t>(status.st_size);
    file->m_changedNs = changedNs(status);
    if (size == 0) {
        return file;
    }
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (data == MAP_FAILED) {
        return failSystem(errno, path);
    }
    file->m_data = static_cast<const std::uint8_t*>(data);
    file->m_size = size;
    file->m_guard = TRY(SigbusGuard::create(file->m_data, size));
    return file;
}

MappedFile::~MappedFile()
{
    m_guard = SigbusGuard();
    if (m_data != nullptr) {
        ::munmap(const_cast<std::uint8_t*>(m_data), m_size);
    }
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<void> MappedFile::checkUnchanged() const
{
    struct stat status { };
    const bool unchanged = !m_guard.damaged() && ::fstat(m_descriptor, &status) == 0
        && static_cast<std::uint64_t>(status.st_size) == m_size && changedNs(status) == m_changedNs;
    if (unchanged) {
        return {};
    }
    return core::fail(core::Error{.code = ErrorCode::Corrupt,
        .message = "The model file was changed or shortened by another program while it was in "
                   "use. Restore the file and load the model again.",
        .detail = "E_FILE_CHANGED",
        .field = "file"});
}

} // namespace inference
