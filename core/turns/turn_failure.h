// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace core {

/// Why a turn failed. The names (turnFailureName) are stored, sent and shown; they never change.
enum class TurnFailure {
    NoModel, ///< the agent has none, or its file is gone
    ModelFailed, ///< the model answered with an error
    ContextTooLong, ///< even the last message does not fit the model
    OutOfMemory, ///< the model does not fit the memory
    DeviceLost, ///< the compute device went away
    StepLimit, ///< more than modelCallsMax model calls
    MalformedCalls, ///< malformedCallsMax calls in a row that could not be understood
    OutputLimit, ///< an answer of more than answerBytesMax
    InterruptedTooOften, ///< the program died more than attemptsMax times while it ran
    DamagedJournal, ///< the stored journal does not fold
    InternalError, ///< our own mistake
};

/// no_model, model_failed, context_too_long, out_of_memory, device_lost, step_limit,
/// malformed_calls, output_limit, interrupted_too_often, damaged_journal, internal_error.
std::string_view turnFailureName(TurnFailure failure);
std::optional<TurnFailure> turnFailureFromName(std::string_view name);

/// What an error of a model means for the turn.
TurnFailure turnFailureOf(const Error& error);

} // namespace core
