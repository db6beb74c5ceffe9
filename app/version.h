// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace app {

/// The version of the program, as CMake's project() says.
inline constexpr std::string_view programVersion = HOLDFAST_VERSION;

} // namespace app
