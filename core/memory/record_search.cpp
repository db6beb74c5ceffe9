// SPDX-License-Identifier: Apache-2.0
#include "core/memory/record_search.h"

#include <algorithm>

namespace core {

namespace {

Result<void> takeHits(Statement statement, std::int64_t limit, std::vector<SearchHit>& hits)
{
    while (std::ssize(hits) < limit && TRY(statement.step())) {
        const std::int64_t key = statement.integer(0);
        const bool known = std::any_of(
            hits.begin(), hits.end(), [key](const SearchHit& hit) { return hit.recordKey == key; });
        if (!known) {
            hits.push_back({.recordKey = key, .score = statement.real(1)});
        }
    }
    return {};
}

} // namespace

Result<std::vector<SearchHit>> collectHits(
    const SearchWords& words, const SearchStatements& statements, std::int64_t limit)
{
    std::vector<SearchHit> hits;
    if (!words.ranked.empty()) {
        TRY(takeHits(TRY(statements.ranked(words.ranked)), limit, hits));
    }
    for (const std::string& expression : words.common) {
        if (std::ssize(hits) < limit) {
            TRY(takeHits(TRY(statements.newest(expression)), limit, hits));
        }
    }
    return hits;
}

} // namespace core
