// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/vocabulary.h"

#include <cstdint>
#include <queue>
#include <string_view>
#include <vector>

namespace inference {

/// Tokenises one stretch of text whose spaces are already sentence-piece spaces. Used once.
class SpmMerger {
public:
    /// Joins longer than `longestToken` bytes are not looked up.
    SpmMerger(const Vocabulary& vocabulary, std::size_t longestToken)
        : m_vocabulary(vocabulary)
        , m_longestToken(longestToken)
    {
    }
    void encode(std::string_view text, std::vector<TokenId>& out);

private:
    using Index = std::uint32_t;
    static constexpr Index none = ~Index{0};

    /// A piece of the text; joined pieces grow to the right and leave an empty one behind.
    struct Symbol {
        Index previous;
        Index next;
        std::size_t begin;
        std::uint32_t length;
    };
    struct Join {
        float score;
        Index left;
        std::uint32_t length; ///< of both when it was found; differs when one has changed since
        bool operator<(const Join& other) const
        {
            return score < other.score || (score == other.score && left > other.left);
        }
    };

    void cut(std::string_view text);
    void offerJoin(std::string_view text, Index left);
    void join(std::string_view text, const Join& best);
    void emitSymbol(std::string_view piece, std::vector<TokenId>& out) const;
    /// Only tokens that are text: the letters of "</s>" never become the control token.
    [[nodiscard]] std::optional<TokenId> findText(std::string_view piece) const;

    const Vocabulary& m_vocabulary;
    std::size_t m_longestToken;
    std::vector<Symbol> m_symbols;
    std::priority_queue<Join> m_joins;
};

} // namespace inference
