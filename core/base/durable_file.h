// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>

namespace core {

/// What the operating system reported about a file, as an Error: the kind (NotFound, Denied,
/// DiskFull, ReadOnly, Io), the path and the system's words. `doing` completes "could not …".
Error fileError(int systemCode, std::string_view doing, const std::filesystem::path& path);

/// Puts the bytes in the place of the file, so that after a crash it holds either the old or the
/// new: a temporary file beside it, fsync, rename, fsync of the directory. Mode 0600.
Result<void> replaceFile(const std::filesystem::path& path, std::string_view bytes);

/// Makes a rename or a removal in the directory outlive a power cut.
Result<void> syncDirectory(const std::filesystem::path& directory);

/// The whole of a regular file; LimitReached when it has more than `bytesMax` bytes.
Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t bytesMax);

/// Makes the directory and what is above it; the last one with mode 0700 when it is new.
Result<void> makeDirectory(const std::filesystem::path& directory);

} // namespace core
