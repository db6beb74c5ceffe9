// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/tool.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// The tools of this program by name. Filled at start, then constant.
/// Thread rule: const functions from any thread.
class ToolRegistry {
public:
    void add(std::unique_ptr<Tool> tool);

    /// Null when there is none of this name.
    [[nodiscard]] Tool* find(std::string_view name) const;

    /// In order of name, so that a prompt is the same each time.
    [[nodiscard]] std::vector<std::string> names() const;

    /// The declarations of the tools named, in order of name; names that are unknown are left out.
    [[nodiscard]] std::vector<ToolDeclaration> declarations(
        const std::vector<std::string>& names) const;

private:
    std::map<std::string, std::unique_ptr<Tool>, std::less<>> m_tools;
};

} // namespace core
