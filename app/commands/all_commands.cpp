// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"

namespace app {

const std::vector<Command>& allCommands()
{
    static const std::vector<Command> commands = [] {
        std::vector<Command> all;
        for (const auto& part :
            {windowCommands(), chatCommands(), agentCommands(), sessionCommands(), turnCommands(),
                memoryCommands(), modelCommands(), workspaceCommands(), serveCommands(),
                completeCommands(), templateCommands(), engineCommands()})
        {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return commands;
}

} // namespace app
