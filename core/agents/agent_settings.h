// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/result.h"

#include <array>
#include <string_view>

namespace core {

inline constexpr std::size_t agentNameBytesMax = 128;
inline constexpr std::size_t agentInstructionsBytesMax = std::size_t{64} * 1024;
inline constexpr std::int32_t agentOutputTokensLimit = 32768;

/// Every tool there is. An agent may use those that its settings name.
inline constexpr std::array<std::string_view, 5> toolNames{
    "calculate", "list_files", "memory_save", "memory_search", "read_file"};

/// Checks what needs no disk: name, instructions, model id, tool names, token limit, that file
/// tools have a directory to act in and that it is absolute. Sorts the tools and drops doubles.
/// InvalidInput or LimitReached name the field, what was found and what is allowed.
Result<AgentSettings> checkAgentSettings(AgentSettings settings);

/// The directory without links and dots. InvalidInput when it is not absolute or no directory that
/// exists. Touches the disk: never inside a write operation.
Result<std::filesystem::path> canonicalDirectory(std::string_view text);

} // namespace core
