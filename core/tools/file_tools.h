// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/agent_directory.h"
#include "core/tools/tool.h"

#include <memory>

namespace core {

/// The most entries list_files shows and the most it looks at; the most bytes read_file may be
/// asked for and the most it shows at once, so that its note still fits toolOutputBytesMax.
inline constexpr std::size_t listedEntriesMax = 500;
inline constexpr std::size_t scannedEntriesMax = 100'000;
inline constexpr std::int64_t readBytesAskedMax = std::int64_t{256} * 1024;
inline constexpr std::int64_t readBytesMax = std::int64_t{60} * 1024;

/// list_files {path?}: names with sizes, sorted by bytes.
/// The directory is one a person chose, so what is read there is workspace/project.
std::unique_ptr<Tool> makeListFilesTool(
    Store& store, PathResolution resolution = PathResolution::KernelOrWalk);

/// read_file {path, offset?, limit?}: UTF-8 text; offset and limit in bytes.
std::unique_ptr<Tool> makeReadFileTool(
    Store& store, PathResolution resolution = PathResolution::KernelOrWalk);

} // namespace core
