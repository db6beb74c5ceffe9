// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.h"

#include <vector>

namespace app {

/// The commands of each noun, each in a file of its name.
std::vector<Command> agentCommands();
std::vector<Command> chatCommands();
std::vector<Command> completeCommands();
std::vector<Command> engineCommands();
std::vector<Command> memoryCommands();
std::vector<Command> modelCommands();
std::vector<Command> serveCommands();
std::vector<Command> sessionCommands();
std::vector<Command> templateCommands();
std::vector<Command> turnCommands();
std::vector<Command> windowCommands();
std::vector<Command> workspaceCommands();

} // namespace app
