// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/bpe_merger.h"

namespace inference {

namespace {

/// A symbol that has been merged into the one on its left.
constexpr TokenId gone = -2;

} // namespace

void BpeMerger::merge(std::span<const TokenId> word, std::vector<TokenId>& out)
{
    m_symbols.clear();
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto at = static_cast<Index>(i);
        m_symbols.push_back(
            {word[i], i == 0 ? none : at - 1, i + 1 == word.size() ? none : at + 1});
    }
    for (Index i = 0; i + 1 < m_symbols.size(); ++i) {
        offer(i);
    }
    while (!m_candidates.empty()) {
        const Candidate best = m_candidates.top();
        m_candidates.pop();
        apply(best);
    }
    for (const Symbol& symbol : m_symbols) {
        if (symbol.id >= 0) {
            out.push_back(symbol.id);
        }
    }
}

void BpeMerger::offer(Index left)
{
    const Symbol& first = m_symbols[left];
    if (first.next == none) {
        return;
    }
    const TokenId second = m_symbols[first.next].id;
    if (const MergeTable::Merge* merge = m_merges.find(first.id, second)) {
        m_candidates.push({merge->rank, left, first.id, second, merge->result});
    }
}

void BpeMerger::apply(const Candidate& best)
{
    Symbol& left = m_symbols[best.left];
    if (left.id != best.leftId || left.next == none || m_symbols[left.next].id != best.rightId) {
        return;
    }
    Symbol& right = m_symbols[left.next];
    left.id = best.result;
    left.next = right.next;
    right.id = gone;
    if (left.next != none) {
        m_symbols[left.next].previous = best.left;
    }
    if (left.previous != none) {
        offer(left.previous);
    }
    offer(best.left);
}

} // namespace inference
