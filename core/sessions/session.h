// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// Derived from the session's turns: InProgress while one is queued or runs, RequiresAction while
/// one waits for a person.
enum class SessionStatus { Idle, InProgress, RequiresAction };

/// A line of items. It shows its parent's items up to the position it was forked from, then its
/// own.
struct Branch {
    struct ForkPoint {
        BranchId branch;
        std::int64_t branchKey = 0;
        std::int64_t position = 0;
    };
    std::int64_t key = 0; ///< branches.id
    BranchId id;
    std::string name;
    std::optional<ForkPoint> forkedFrom; ///< none: the main branch
    std::optional<std::int64_t> forkSeq; ///< the change sequence up to which it sees others' memory
    std::int64_t headPosition = 0; ///< of its last item; 0: none
};

/// Tokens over all turns: input computed, input that was cached, output.
struct SessionUsage {
    std::int64_t computed = 0;
    std::int64_t cached = 0;
    std::int64_t output = 0;
};

/// A durable line of work with an agent, pinned to the agent's version of when it was made.
struct Session {
    struct LastError {
        std::string code;
        std::string message;
    };
    std::int64_t key = 0; ///< sessions.id
    SessionId id;
    std::int64_t agentKey = 0;
    std::int64_t agentVersionKey = 0;
    AgentId agent;
    std::string agentName; ///< in the pinned version
    std::int64_t agentVersion = 0;
    std::string title;
    SessionStatus status = SessionStatus::Idle;
    std::int64_t activeBranchKey = 0;
    BranchId activeBranch;
    std::vector<Branch> branches; ///< in order of making; empty in lists
    std::int64_t branchCount = 0;
    std::int64_t turns = 0;
    SessionUsage usage;
    std::optional<LastError> lastError; ///< of the last turn, when it failed
    TimestampUs createdAtUs = 0;
    TimestampUs lastActiveAtUs = 0;
};

} // namespace core
