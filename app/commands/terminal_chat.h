// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/context.h"

#include <optional>
#include <string>

namespace app {

/// A conversation line by line on this terminal, until an empty line or the end of the input.
/// Without an agent the only one there is, else a list is shown to choose from.
core::Result<core::Json> runTerminalChat(
    Context& context, const std::string& agent, const std::optional<std::string>& session);

} // namespace app
