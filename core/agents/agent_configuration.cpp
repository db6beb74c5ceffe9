// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent_configuration.h"

#include "core/agents/agent_settings.h"
#include "core/model/sampling_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

Result<void> readConfiguration(std::string_view text, AgentSettings& settings)
{
    const Json stored = TRY(parseJson(text));
    TRY(requireMembersAmong(
        stored, {"model", "tools", "directory", "sampling", "output_tokens_max"}));
    settings.model = TRY(optionalString(stored, "model"));
    settings.tools = TRY(toolsFromJson(stored.value("tools", Json::array())));
    if (const auto directory = TRY(optionalString(stored, "directory"))) {
        settings.directory = *directory;
    }
    settings.sampling = TRY(samplingFromJson(stored.value("sampling", Json::object())));
    settings.outputTokensMax = static_cast<std::int32_t>(
        TRY(requiredInteger(stored, "output_tokens_max", 1, agentOutputTokensLimit)));
    return {};
}

} // namespace

Json agentConfigurationToJson(const AgentSettings& settings)
{
    Json json{{"model", nullptr}, {"tools", settings.tools}, {"directory", nullptr},
        {"sampling", samplingToJson(settings.sampling)},
        {"output_tokens_max", settings.outputTokensMax}};
    if (settings.model) {
        json["model"] = *settings.model;
    }
    if (settings.directory) {
        json["directory"] = settings.directory->string();
    }
    return json;
}

Result<void> readAgentConfiguration(std::string_view text, AgentSettings& settings)
{
    if (const Result<void> read = readConfiguration(text, settings); !read) {
        return fail(ErrorCode::Corrupt,
            fmt::format("The configuration of the agent '{}' cannot be read: {} Restore a back-up.",
                settings.name, read.error().message));
    }
    return {};
}

Result<std::vector<std::string>> toolsFromJson(const Json& value)
{
    const bool texts = value.is_array()
        && std::all_of(value.begin(), value.end(), [](const Json& t) { return t.is_string(); });
    if (!texts) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format(
                "'tools' is {}. Allowed is an array of the names of tools.", value.type_name()),
            .field = "tools"});
    }
    return value.get<std::vector<std::string>>();
}

} // namespace core
