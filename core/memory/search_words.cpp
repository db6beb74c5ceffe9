// SPDX-License-Identifier: Apache-2.0
#include "core/memory/search_words.h"

#include "core/memory/memory_sql.h"
#include "core/memory/record_store.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace core {

namespace {

constexpr std::size_t prefixBytesMin = 3;

struct Word {
    std::string expression; ///< quoted
    std::int64_t rows = 0; ///< that it stands in, counted up to rankedRowsMax + 1
};

bool isBreak(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
}

std::string inQuotes(std::string_view word)
{
    std::string text = "\"";
    for (const char c : word) {
        text += c;
        if (c == '"') {
            text += '"';
        }
    }
    return text + '"';
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::set<std::string, std::less<>> seen;
    while (!text.empty() && words.size() < searchWordsMax) {
        const auto begin = std::find_if_not(text.begin(), text.end(), isBreak);
        const auto end = std::find_if(begin, text.end(), isBreak);
        std::string word(begin, end);
        const bool isLast = std::find_if_not(end, text.end(), isBreak) == text.end();
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        if (word.empty() || !seen.insert(word).second) {
            continue;
        }
        const bool isPrefix = isLast && word.size() >= prefixBytesMin;
        words.push_back(inQuotes(word) + (isPrefix ? " *" : ""));
    }
    return words;
}

std::string inText(const std::vector<std::string>& words, std::string_view connective)
{
    return fmt::format("text : ({})", fmt::join(words, connective));
}

/// Rows that match, counted up to rankedRowsMax + 1.
Result<std::int64_t> countMatches(Database& database, const std::string& expression)
{
    auto statement = TRY(database.prepare(sql::countWordMatches));
    statement.bind(1, expression).bind(2, rankedRowsMax + 1);
    TRY(statement.step());
    return statement.integer(0);
}

/// The words that stand in any record, rarest first.
Result<std::vector<Word>> countWords(Database& database, const std::vector<std::string>& texts)
{
    std::vector<Word> words;
    for (const std::string& text : texts) {
        const std::int64_t rows = TRY(countMatches(database, inText({text}, "")));
        if (rows > 0) {
            words.push_back({.expression = text, .rows = rows});
        }
    }
    std::stable_sort(
        words.begin(), words.end(), [](const Word& a, const Word& b) { return a.rows < b.rows; });
    return words;
}

} // namespace

Result<SearchWords> searchWords(
    Database& database, std::string_view text, const std::optional<std::int64_t>& agentKey)
{
    TRY(checkText("query", text, 0, searchTextBytesMax));
    const std::vector<Word> words = TRY(countWords(database, wordsOf(text)));
    std::vector<std::string> all;
    std::vector<std::string> telling;
    std::int64_t rows = 0;
    for (const Word& word : words) {
        all.push_back(word.expression);
        rows += word.rows;
        if (rows <= rankedRowsMax) {
            telling.push_back(word.expression);
        }
    }
    SearchWords search;
    if (all.empty()) {
        return search;
    }
    search.any = inText(all, " OR ");
    const std::string agent =
        agentKey ? fmt::format("agent_id : \"{}\"", *agentKey) : std::string();
    const std::string owned = agentKey ? agent + " AND " : std::string();
    if (!telling.empty()) {
        // bm25 reads every row of this word, too: worth it only where that is few.
        const bool isSmall = agentKey && TRY(countMatches(database, agent)) <= rankedRowsMax;
        search.ranked = (isSmall ? owned : "") + inText(telling, " OR ");
    }
    if (telling.size() < all.size()) {
        search.common = {owned + inText(all, " AND "), owned + inText(all, " OR ")};
    }
    return search;
}

} // namespace core
