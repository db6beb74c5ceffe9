// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/merge_table.h"

#include <cstdint>
#include <queue>
#include <span>
#include <vector>

namespace inference {

/// Merges the tokens of one word after another; keeps its memory between words.
class BpeMerger {
public:
    explicit BpeMerger(const MergeTable& merges)
        : m_merges(merges)
    {
    }
    /// Appends what remains of the word's single-byte tokens; those of -1 are left out.
    void merge(std::span<const TokenId> word, std::vector<TokenId>& out);

private:
    using Index = std::uint32_t;
    static constexpr Index none = ~Index{0};

    struct Symbol {
        TokenId id;
        Index previous;
        Index next;
    };
    struct Candidate {
        std::uint32_t rank;
        Index left;
        TokenId leftId; ///< when it was found; differs when the symbol has changed since
        TokenId rightId;
        TokenId result;
        bool operator<(const Candidate& other) const
        {
            return rank > other.rank || (rank == other.rank && left > other.left);
        }
    };

    void offer(Index left);
    void apply(const Candidate& best);

    const MergeTable& m_merges;
    std::vector<Symbol> m_symbols;
    std::priority_queue<Candidate> m_candidates;
};

} // namespace inference
