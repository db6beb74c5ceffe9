// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/agents/agent_store.h"
#include "core/text/json.h"

namespace core {

/// The Agent of core/api/README.md.
Json agentToJson(const Agent& agent);

/// What the parameters of agents.create and agents.edit change: what is absent stays, null resets
/// to the default. Looks at the directory on the disk now, so that the change itself need not.
/// InvalidInput names the parameter.
Result<AgentChange> agentChangeFromJson(const Json& parameters);

} // namespace core
