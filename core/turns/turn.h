// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

enum class TurnStatus { Queued, InProgress, Waiting, Completed, Failed, Cancelled };

/// queued, in_progress, waiting, completed, failed, cancelled.
std::string_view turnStatusName(TurnStatus status);
std::optional<TurnStatus> turnStatusFromName(std::string_view name);

/// True for Completed, Failed and Cancelled: it will not change again.
bool isFinal(TurnStatus status);

/// Tokens and time of the model calls of a turn that have a result.
struct TurnUsage {
    std::int64_t computed = 0;
    std::int64_t cached = 0;
    std::int64_t output = 0;
    std::int64_t readUs = 0;
    std::int64_t generateUs = 0;
};

/// The work for one input (or several that waited together). What it has done and has to do lies in
/// its journal; this is what a list shows.
struct Turn {
    std::int64_t key = 0; ///< turns.id
    TurnId id;
    std::int64_t sessionKey = 0;
    SessionId session;
    std::int64_t branchKey = 0;
    BranchId branch;
    std::int64_t agentVersionKey = 0;
    std::int64_t agentVersion = 0;
    TurnStatus status = TurnStatus::Queued;
    std::string errorCode; ///< turnFailureName, when it failed
    std::string errorMessage;
    std::uint64_t seed = 0;
    std::optional<std::int64_t> ownerEpoch; ///< the opening of the store that works on it
    std::int64_t attempts = 0; ///< how often its present step was begun
    TurnUsage usage;
    TimestampUs createdAtUs = 0;
    std::optional<TimestampUs> startedAtUs;
    std::optional<TimestampUs> completedAtUs;
};

} // namespace core
