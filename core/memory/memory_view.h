// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/store/database.h"

#include <cstdint>
#include <string>

namespace core {

/// Which records a branch of a session sees. Records of main branches are the agent's and carry no
/// branch. A fork sees those as of its point, its ancestors' own as of where it left them, and all
/// of its own; nobody else sees what a fork wrote before a merge.
struct MemoryView {
    std::int64_t agentKey = 0;
    std::int64_t sequence = 0; ///< the agent's records as of this change
    std::string branches = "[]"; ///< JSON [[branch key, as of change], …] of the fork chain
};

/// The view of a branch as of a change (a turn's memory_seq).
Result<MemoryView> memoryView(
    Database& database, std::int64_t agentKey, std::int64_t branchKey, std::int64_t memorySequence);

} // namespace core
