// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace inference {

/// How much of the disk the pages of all models may take when nobody said otherwise.
constexpr std::int64_t stateDiskBytesDefault = std::int64_t{10} * 1024 * 1024 * 1024;

/// More is a mistake.
constexpr std::int64_t stateDiskBytesMax = std::int64_t{1} << 50;

/// Where model state lies and where its settings do. Empty paths: nowhere, and no settings.
struct StatePlaces {
    std::filesystem::path folder;
    std::filesystem::path settings; ///< a file: `{"version": 1, "disk_bytes_max": N}`

    /// In the XDG directories.
    static StatePlaces ofUser();
};

/// The quota that was set, else the default. Corrupt, with what to do, when the file is not what it
/// must be.
core::Result<std::int64_t> readStateQuota(const StatePlaces& places);

/// LimitReached outside 0 to stateDiskBytesMax; Unsupported without a place for settings.
core::Result<void> writeStateQuota(const StatePlaces& places, std::int64_t bytes);

} // namespace inference
