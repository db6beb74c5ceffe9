// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/result.h"
#include "core/text/json.h"

#include <string_view>

namespace core {

/// What of the settings is neither name nor instructions:
/// `{model, tools, directory, sampling, output_tokens_max}`, as stored and sent.
Json agentConfigurationToJson(const AgentSettings& settings);

/// Reads the stored form into the settings. Corrupt when it does not hold that shape.
Result<void> readAgentConfiguration(std::string_view text, AgentSettings& settings);

/// An array of texts; InvalidInput otherwise.
Result<std::vector<std::string>> toolsFromJson(const Json& value);

} // namespace core
