// SPDX-License-Identifier: Apache-2.0
#include "core/tools/tool_registry.h"

#include <algorithm>
#include <utility>

namespace core {

void ToolRegistry::add(std::unique_ptr<Tool> tool)
{
    std::string name = tool->declaration().name;
    m_tools.insert_or_assign(std::move(name), std::move(tool));
}

Tool* ToolRegistry::find(std::string_view name) const
{
    const auto found = m_tools.find(name);
    return found == m_tools.end() ? nullptr : found->second.get();
}

std::vector<std::string> ToolRegistry::names() const
{
    std::vector<std::string> names;
    names.reserve(m_tools.size());
    for (const auto& [name, tool] : m_tools) {
        names.push_back(name);
    }
    return names;
}

std::vector<ToolDeclaration> ToolRegistry::declarations(const std::vector<std::string>& names) const
{
    std::vector<ToolDeclaration> declarations;
    for (const auto& [name, tool] : m_tools) {
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            declarations.push_back(tool->declaration());
        }
    }
    return declarations;
}

} // namespace core
