// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/turns/turn_run.h"

namespace core {

/// Performs one model call: intent with seed, fingerprint, sampling and memory sequence; the call,
/// streamed to the bus; then answer, calls, usage and the next state in one commit. A call that a
/// person stopped leaves its partial text as a cancelled item. When the program halts nothing is
/// committed: the call is made again with the same seed.
/// Errors are those of the store; what goes wrong with the model is the turn's failure.
Result<void> performModelCall(TurnRun& run, const CallModel& step);

} // namespace core
