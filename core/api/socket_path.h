// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace core {

/// Where the owner of a workspace listens (core/api/README.md). Makes the directory when it is
/// missing; Denied when it is not a directory of ours with mode 0700.
Result<std::filesystem::path> socketPathFor(const std::filesystem::path& workspace);

} // namespace core
