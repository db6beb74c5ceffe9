// SPDX-License-Identifier: Apache-2.0
#include "core/tools/builtin_tools.h"

#include "core/tools/calculate_tool.h"
#include "core/tools/file_tools.h"
#include "core/tools/memory_tools.h"

namespace core {

ToolRegistry makeBuiltinTools(Store& store, Clock& clock, IdSource& ids)
{
    ToolRegistry tools;
    tools.add(makeCalculateTool());
    tools.add(makeListFilesTool(store));
    tools.add(makeMemorySaveTool(store, clock, ids));
    tools.add(makeMemorySearchTool(store));
    tools.add(makeReadFileTool(store));
    return tools;
}

} // namespace core
