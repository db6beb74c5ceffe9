// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent_settings.h"

#include "core/base/id.h"
#include "core/text/text_limits.h"
#include "core/text/utf8.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>

namespace core {

namespace {

constexpr std::size_t shownBytes = 120;

tl::unexpected<Error> refuse(std::string_view field, std::string message)
{
    return fail(Error{.code = ErrorCode::InvalidInput,
        .message = std::move(message),
        .field = std::string(field)});
}

bool needsDirectory(const std::string& tool)
{
    return tool == "list_files" || tool == "read_file";
}

Result<void> checkTools(const AgentSettings& settings)
{
    for (const std::string& tool : settings.tools) {
        if (std::find(toolNames.begin(), toolNames.end(), tool) == toolNames.end()) {
            return refuse("tools",
                fmt::format("There is no tool '{}'. Allowed are: {}.", clipUtf8(tool, shownBytes),
                    fmt::join(toolNames, ", ")));
        }
        if (needsDirectory(tool) && !settings.directory) {
            return refuse("directory",
                fmt::format("The tool '{}' needs a directory to act in. Set 'directory' or leave "
                            "the tool out.",
                    tool));
        }
    }
    return {};
}

} // namespace

std::vector<std::string> defaultTools()
{
    return {"calculate", "memory_save", "memory_search"};
}

Result<AgentSettings> checkAgentSettings(AgentSettings settings)
{
    TRY(checkLine("name", settings.name, 1, agentNameBytesMax));
    TRY(checkText("instructions", settings.instructions, 0, agentInstructionsBytesMax));
    if (settings.model) {
        TRY(ModelId::parse(*settings.model));
    }
    TRY(checkTools(settings));
    std::sort(settings.tools.begin(), settings.tools.end());
    settings.tools.erase(
        std::unique(settings.tools.begin(), settings.tools.end()), settings.tools.end());
    if (settings.directory && !settings.directory->is_absolute()) {
        return refuse("directory", "'directory' is not an absolute path.");
    }
    if (settings.outputTokensMax < 1 || settings.outputTokensMax > agentOutputTokensLimit) {
        return refuse("output_tokens_max",
            fmt::format("'output_tokens_max' is {}. Allowed is 1 to {}.", settings.outputTokensMax,
                agentOutputTokensLimit));
    }
    return settings;
}

Result<std::filesystem::path> canonicalDirectory(std::string_view text)
{
    const std::string shown = replaceInvalidUtf8(clipUtf8(text, shownBytes));
    const std::filesystem::path path(text);
    if (text.find('\0') != std::string_view::npos || !path.is_absolute()) {
        return refuse("directory",
            fmt::format("The directory '{}' is not an absolute path. Give it from '/' on.", shown));
    }
    std::error_code error;
    std::filesystem::path canonical = std::filesystem::canonical(path, error);
    if (error || !std::filesystem::is_directory(canonical, error)) {
        return refuse("directory",
            fmt::format(
                "'{}' is not a directory that exists. Make it first or name another.", shown));
    }
    if (!isValidUtf8(canonical.native())) {
        return refuse("directory",
            fmt::format("'{}' leads to a path that is not UTF-8. Name another.", shown));
    }
    return canonical;
}

} // namespace core
