// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace core {

/// What tells that a file is still the one whose fingerprint is known, without reading it.
struct FileStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t sizeBytes = 0;
    std::int64_t modifiedNs = 0;

    bool operator==(const FileStamp&) const = default;
};

/// NotFound, Denied, or InvalidInput when it is no regular file.
Result<FileStamp> stampOf(const std::filesystem::path& file);

} // namespace core
