// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/turns/journal.h"
#include "core/turns/turn_failure.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace core {

inline constexpr int modelCallsMax = 24; ///< model calls of one turn
inline constexpr std::size_t toolCallsPerAnswerMax = 16; ///< the rest is left out, with a note
inline constexpr int malformedCallsMax = 3; ///< in a row; then the turn fails
inline constexpr std::size_t answerBytesMax = std::size_t{4} * 1024 * 1024;

/// One call of the model's last answer, and how far it is.
struct CallState {
    enum class Phase {
        Pending, ///< not begun, or to be called anew after a person's decision
        Begun, ///< intent without result: the process died in between, or it runs now
        InDoubt, ///< a person must decide and has not been asked yet
        Asked, ///< a person has been asked
        Done, ///< has a result
    };
    std::string callId;
    std::string name;
    Phase phase = Phase::Pending;
    std::int64_t step = 0; ///< of its last intent
    ToolEffect effect = ToolEffect::Unsafe; ///< from its intent
    std::string idempotencyKey = {}; ///< from its intent
    bool operator==(const CallState&) const = default;
};

/// An intent of a model call that has no result yet.
struct OpenModelCall {
    std::int64_t step = 0;
    std::uint64_t seed = 0;
    std::int64_t memorySequence = 0;
    bool operator==(const OpenModelCall&) const = default;
};

/// Where a turn stands: a fold over its journal, and nothing else.
struct TurnState {
    std::uint64_t seed = 0; ///< of the turn
    std::int64_t lastStep = 0;
    int modelCalls = 0; ///< that have a result
    int malformedInARow = 0;
    std::int64_t callsLeftOut = 0; ///< of the last answer, beyond toolCallsPerAnswerMax
    std::int64_t memorySequence = 0; ///< of the last model call: memory as its tools see it
    std::optional<OpenModelCall> openModelCall;
    std::vector<CallState> calls; ///< of the last answer
    bool answered = false; ///< the last answer called nothing: the turn is done
    bool cancelled = false; ///< a step ended because a person stopped it
    bool finished = false; ///< the last row is a finish
    std::optional<TurnFailure> failure;
    std::string failureMessage;
};

/// Adds one row. Corrupt when it cannot follow what is there.
Result<void> applyRow(TurnState& state, const JournalRow& row);

/// The state after all rows, in order.
Result<TurnState> foldJournal(std::uint64_t turnSeed, std::span<const JournalRow> rows);

/// Ask the model. `again` when the intent is there already: same step, same seed.
struct CallModel {
    std::int64_t step = 0;
    std::uint64_t seed = 0;
    bool again = false;
    bool operator==(const CallModel&) const = default;
};

/// Perform calls[call]. Verifiable calls that were interrupted are probed first.
struct CallTool {
    enum class Try { First, Again, Probe };
    std::int64_t step = 0;
    std::size_t call = 0;
    Try attempt = Try::First;
    bool operator==(const CallTool&) const = default;
};

/// Stop until a person decides about calls[call]; `asked` when the question is there already.
struct AwaitApproval {
    std::int64_t step = 0;
    std::size_t call = 0;
    bool asked = false;
    bool operator==(const AwaitApproval&) const = default;
};

/// End the turn.
struct Finish {
    enum class Status { Completed, Failed, Cancelled };
    std::int64_t step = 0;
    Status status = Status::Completed;
    std::optional<TurnFailure> failure = {};
    std::string message = {};
    bool operator==(const Finish&) const = default;
};

using Step = std::variant<CallModel, CallTool, AwaitApproval, Finish>;

/// What to do now. Pure.
Step next(const TurnState& state);

/// The end of a turn that a person stopped between two steps.
Finish cancelledNow(const TurnState& state);

/// The seed of the nth model call of a turn, at most 2^53 so that JSON carries it exactly.
std::uint64_t modelCallSeed(std::uint64_t turnSeed, int modelCall);

} // namespace core
