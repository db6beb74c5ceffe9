// SPDX-License-Identifier: Apache-2.0
#include "core/model/file_stamp.h"

#include "core/base/durable_file.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cerrno>

namespace core {

Result<FileStamp> stampOf(const std::filesystem::path& file)
{
    constexpr std::int64_t nsPerSecond = 1'000'000'000;
    struct stat facts { };
    if (::stat(file.c_str(), &facts) != 0) {
        return fail(fileError(errno, "find the file", file));
    }
    if (!S_ISREG(facts.st_mode)) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("'{}' is not a regular file. A model is one GGUF file.", file.native()));
    }
    return FileStamp{.device = facts.st_dev,
        .inode = facts.st_ino,
        .sizeBytes = facts.st_size,
        .modifiedNs = facts.st_mtim.tv_sec * nsPerSecond + facts.st_mtim.tv_nsec};
}

} // namespace core
