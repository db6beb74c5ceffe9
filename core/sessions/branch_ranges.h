// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace core {

/// A piece of what a branch shows: the items of one branch after `from` and up to `to`.
struct BranchRange {
    std::int64_t branchKey = 0;
    std::int64_t from = 0; ///< exclusive
    std::int64_t to = 0; ///< inclusive
    std::optional<std::int64_t> forkSeq; ///< of this branch, when it is a fork
};

/// The chain of a branch, main branch first: a few rows of `branches`, so that items are read as
/// ranges and never by recursion. Corrupt when the chain is longer than branchDepthMax.
Result<std::vector<BranchRange>> branchRanges(Database& database, std::int64_t branchKey);

} // namespace core
