// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.h"

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// The options that every command takes.
const std::vector<Option>& globalOptions();

/// The whole program: commands, global options, exit codes, places.
std::string programHelp();

/// All commands that begin with a noun.
std::string nounHelp(std::string_view noun);

/// One command with its words and options.
std::string commandHelp(const Command& command);

} // namespace app
