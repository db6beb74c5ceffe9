// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent_json.h"

#include "core/agents/agent_configuration.h"
#include "core/agents/agent_settings.h"
#include "core/model/sampling_json.h"

namespace core {

namespace {

using Directory = std::optional<std::filesystem::path>;

Result<Directory> directoryParameter(const Json& parameters)
{
    const auto text = TRY(optionalString(parameters, "directory"));
    if (!text) {
        return Directory{};
    }
    return Directory(TRY(canonicalDirectory(*text)));
}

/// The setting from its parameter, where null is the default.
template <class Read>
auto orDefault(const Json& value, Read read) -> decltype(read(value))
{
    using Value = typename decltype(read(value))::value_type;
    return value.is_null() ? decltype(read(value))(Value{}) : read(value);
}

Result<void> changeText(const Json& parameters, AgentSettings& settings)
{
    if (parameters.contains("name")) {
        settings.name = TRY(requiredString(parameters, "name"));
    }
    if (parameters.contains("instructions")) {
        settings.instructions = TRY(optionalString(parameters, "instructions")).value_or("");
    }
    if (parameters.contains("model")) {
        settings.model = TRY(optionalString(parameters, "model"));
    }
    return {};
}

Result<void> changeConfiguration(const Json& parameters, AgentSettings& settings)
{
    if (const auto tools = parameters.find("tools"); tools != parameters.end()) {
        settings.tools = tools->is_null() ? defaultTools() : TRY(toolsFromJson(*tools));
    }
    if (const auto sampling = parameters.find("sampling"); sampling != parameters.end()) {
        settings.sampling = TRY(orDefault(*sampling,
            [&](const Json& value) { return samplingFromJson(value, settings.sampling); }));
    }
    if (parameters.contains("output_tokens_max")) {
        settings.outputTokensMax = static_cast<std::int32_t>(
            TRY(optionalInteger(parameters, "output_tokens_max", 1, agentOutputTokensLimit))
                .value_or(outputTokensMaxDefault));
    }
    return {};
}

} // namespace

Json agentToJson(const Agent& agent)
{
    Json json = agentConfigurationToJson(agent.settings);
    json["id"] = agent.id.text();
    json["name"] = agent.settings.name;
    json["version"] = agent.version;
    json["instructions"] = agent.settings.instructions;
    json["created_at_us"] = agent.createdAtUs;
    json["updated_at_us"] = agent.updatedAtUs;
    return json;
}

Result<AgentChange> agentChangeFromJson(const Json& parameters)
{
    const Directory directory = TRY(directoryParameter(parameters));
    return AgentChange([parameters, directory](AgentSettings& settings) -> Result<void> {
        TRY(changeText(parameters, settings));
        if (parameters.contains("directory")) {
            settings.directory = directory;
        }
        return changeConfiguration(parameters, settings);
    });
}

} // namespace core
