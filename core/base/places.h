// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace core {

/// Where the program keeps things: the XDG directories with "/holdfast" below them. A variable
/// that is unset or not absolute counts as absent, as the XDG specification wants it.
std::filesystem::path configPlace(); ///< $XDG_CONFIG_HOME: settings
std::filesystem::path dataPlace(); ///< $XDG_DATA_HOME: workspaces, models that were copied
std::filesystem::path cachePlace(); ///< $XDG_CACHE_HOME: what may be deleted at any time
std::filesystem::path statePlace(); ///< $XDG_STATE_HOME: the log, without content

} // namespace core
