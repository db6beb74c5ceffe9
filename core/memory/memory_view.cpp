// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_view.h"

#include "core/sessions/branch_ranges.h"
#include "core/text/json.h"

#include <algorithm>

namespace core {

// From the branch up to the main one: each fork further down looks back from its own point, so what
// is seen of an ancestor ends where the first fork on the way left it.
Result<MemoryView> memoryView(
    Database& database, std::int64_t agentKey, std::int64_t branchKey, std::int64_t memorySequence)
{
    const std::vector<BranchRange> chain = TRY(branchRanges(database, branchKey));
    std::int64_t sequence = memorySequence;
    Json branches = Json::array();
    for (auto range = chain.rbegin(); range != chain.rend(); ++range) {
        if (range->forkSeq) {
            branches.push_back({range->branchKey, sequence});
            sequence = std::min(sequence, *range->forkSeq);
        }
    }
    return MemoryView{.agentKey = agentKey, .sequence = sequence, .branches = writeJson(branches)};
}

} // namespace core
