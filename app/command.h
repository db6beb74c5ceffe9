// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "core/base/result.h"
#include "core/text/json.h"

#include <functional>
#include <string>
#include <vector>

namespace app {

class Context;

/// One thing the command line can do: how it is written, what its help says, and how it runs.
struct Command {
    std::string words; ///< "agents create"
    std::string summary; ///< one line for the list
    std::vector<Positional> positionals = {};
    std::vector<Option> options = {};
    std::string details = {}; ///< more lines for its own help

    /// Gives the answer that --json prints. Null: it has printed by itself.
    std::function<core::Result<core::Json>(Context&, const Arguments&)> run;

    /// Prints the answer for a person.
    std::function<void(const core::Json&)> print = {};
};

/// Every command, in the order of the help.
const std::vector<Command>& allCommands();

} // namespace app
