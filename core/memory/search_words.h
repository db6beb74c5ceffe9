// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Distinct words of a search that count; later ones are left out.
inline constexpr std::size_t searchWordsMax = 32;
/// Rows that one search ranks at most. bm25 reads every row of every word, so words that stand in
/// more rows than this are too common to rank by.
inline constexpr std::int64_t rankedRowsMax = 5000;

/// Rows that one statement of a search looks at, best or newest first, until enough fit its filter.
inline constexpr std::int64_t searchRowsMax = 10000;

/// The FTS5 expressions of a search. Words of the text are quoted, so that nothing in it is syntax.
struct SearchWords {
    std::string ranked; ///< any of the telling words; empty when none is
    std::vector<std::string> common; ///< to go on with, newest first: all words, then any
    std::string any; ///< any of all words, for the snippet; empty: nothing can match
};

/// Splits the text at white space and looks up how common each word is. The last word also stands
/// for the beginning of one when it has at least three bytes. `agentKey` narrows `common`
/// and, for an agent with few records, `ranked`.
/// LimitReached over searchTextBytesMax, InvalidInput when it is no UTF-8.
Result<SearchWords> searchWords(
    Database& database, std::string_view text, const std::optional<std::int64_t>& agentKey);

} // namespace core
