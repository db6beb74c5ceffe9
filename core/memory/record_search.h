// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/memory/memory_record.h"
#include "core/memory/search_words.h"

#include <functional>
#include <string>
#include <vector>

namespace core {

/// A record's key and score, as a search statement gives them.
struct SearchHit {
    std::int64_t recordKey = 0;
    double score = 0;
};

/// How a search asks: `byRank` or, for words too common to rank, newest first.
struct SearchStatements {
    std::function<Result<Statement>(const std::string& expression)> ranked;
    std::function<Result<Statement>(const std::string& expression)> newest;
};

/// The best `limit` hits: ranked ones first, then the newest that have all words, then any word.
Result<std::vector<SearchHit>> collectHits(
    const SearchWords& words, const SearchStatements& statements, std::int64_t limit);

} // namespace core
