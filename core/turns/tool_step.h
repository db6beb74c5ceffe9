// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/turns/turn_run.h"

namespace core {

/// Performs one tool call: intent, the call, then output and next state in one commit. A
/// transactional tool acts inside that commit. A call that cannot be understood (no JSON, an
/// unknown tool, arguments off the schema) gets an output that says so, and the turn goes on.
/// Errors are those of the store; what goes wrong with the tool is an output for the model.
Result<void> performToolCall(TurnRun& run, const CallTool& step);

/// A call of unknown outcome: notes it as in doubt, asks a person and parks the turn.
Result<void> askPerson(TurnRun& run, const AwaitApproval& step);

} // namespace core
