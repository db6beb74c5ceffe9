// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/branch_ranges.h"

#include "core/sessions/session_store.h"
#include "core/sessions/sessions_sql.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

Result<std::vector<BranchRange>> branchRanges(Database& database, std::int64_t branchKey)
{
    std::vector<BranchRange> ranges;
    std::optional<std::int64_t> key = branchKey;
    std::optional<std::int64_t> shownTo; // the position at which the branch below left this one
    while (key) {
        if (std::ssize(ranges) > branchDepthMax) {
            return fail(ErrorCode::Corrupt,
                fmt::format("The branch {} has more than {} ancestors. Restore a back-up.",
                    branchKey, branchDepthMax));
        }
        auto statement = TRY(database.prepare(sql::branchOrigin));
        statement.bind(1, *key);
        if (!TRY(statement.step())) {
            return fail(ErrorCode::NotFound, fmt::format("There is no branch {}.", *key));
        }
        ranges.push_back({.branchKey = *key,
            .from = statement.optionalInteger(1).value_or(0),
            .to = shownTo.value_or(statement.integer(3)),
            .forkSeq = statement.optionalInteger(2)});
        key = statement.optionalInteger(0);
        shownTo = statement.optionalInteger(1);
    }
    std::reverse(ranges.begin(), ranges.end());
    return ranges;
}

} // namespace core
