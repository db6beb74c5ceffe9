// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/file_stamp.h"
#include "core/model/model_provider.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace core {

/// What was learnt by reading a whole file.
struct FileReading {
    std::string fingerprint; ///< BLAKE2b-256 of all bytes, 64 hex digits
    FileStamp stamp; ///< of the file that was read
};

/// Reads the whole file. Progress "hashing" in bytes; a stop ends it with Cancelled. Conflict when
/// the file changed while it was read.
Result<FileReading> readFingerprint(
    const std::filesystem::path& file, const ProgressSink& progress, const std::stop_token& stop);

/// The same, and writes the bytes to `target`, which must not exist; they are on the disk when it
/// returns, and the target is gone when it fails. Progress "copying". `stamp` is the source's.
Result<FileReading> copyWithFingerprint(const std::filesystem::path& file,
    const std::filesystem::path& target, const ProgressSink& progress, const std::stop_token& stop);

} // namespace core
