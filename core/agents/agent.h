// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/model/language_model.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace core {

inline constexpr std::int32_t outputTokensMaxDefault = 1024;

/// The tools a new agent may use; list_files and read_file are left out because they need a
/// directory.
std::vector<std::string> defaultTools();

/// What a person sets of an agent; every change of it is a version.
struct AgentSettings {
    std::string name;
    std::string instructions;
    std::optional<std::string> model; ///< a model's id
    std::vector<std::string> tools = defaultTools(); ///< names, sorted, each once
    std::optional<std::filesystem::path> directory; ///< canonical: where file tools act
    SamplingOptions sampling;
    std::int32_t outputTokensMax = outputTokensMaxDefault;
};

/// An agent in one of its versions.
struct Agent {
    std::int64_t key = 0; ///< agents.id
    std::int64_t versionKey = 0; ///< agent_versions.id: what sessions and turns are pinned to
    AgentId id;
    std::int64_t version = 0; ///< 1, 2, …
    AgentSettings settings;
    TimestampUs createdAtUs = 0; ///< of the agent
    TimestampUs updatedAtUs = 0; ///< of this version
};

} // namespace core
