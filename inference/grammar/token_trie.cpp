// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/token_trie.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace inference {

using core::schema::CodePointRange;
using core::schema::CodePointSet;

TokenTrie::TokenTrie(
    std::int32_t vocabularySize, const std::function<std::string(TokenId)>& pieceOf)
    : m_vocabularySize(vocabularySize)
{
    std::vector<std::pair<std::string, TokenId>> sorted;
    for (TokenId id = 0; id < m_vocabularySize; ++id) {
        std::string piece = pieceOf(id);
        // Longer ones, of which there are none in earnest, are never needed.
        if (!piece.empty() && piece.size() <= UINT16_MAX) {
            m_longestToken = std::max(m_longestToken, piece.size());
            sorted.emplace_back(std::move(piece), id);
        }
    }
    std::sort(sorted.begin(), sorted.end());
    lay(sorted);
    findAlphabet();
}

void TokenTrie::lay(const std::vector<std::pair<std::string, TokenId>>& sorted)
{
    const auto addNode = [&](std::uint8_t byte, std::size_t depth) {
        m_bytes.push_back(byte);
        m_depths.push_back(static_cast<std::uint16_t>(depth));
        m_behind.push_back(0);
        m_begins.push_back(static_cast<std::uint32_t>(m_tokens.size()));
    };
    std::vector<NodeId> open; // the nodes from the root to the last one
    const auto close = [&](std::size_t depth) {
        for (; open.size() > depth; open.pop_back()) {
            m_behind[open.back()] = static_cast<NodeId>(m_bytes.size());
        }
    };
    addNode(0, 0);
    open.push_back(0);
    std::string_view before;
    for (const auto& [piece, id] : sorted) {
        const auto differs =
            std::mismatch(before.begin(), before.end(), piece.begin(), piece.end());
        const auto common = static_cast<std::size_t>(differs.first - before.begin());
        close(common + 1);
        for (std::size_t i = common; i < piece.size(); ++i) {
            open.push_back(static_cast<NodeId>(m_bytes.size()));
            addNode(static_cast<std::uint8_t>(piece[i]), i + 1);
        }
        m_tokens.push_back(id);
        before = piece;
    }
    close(0);
    m_begins.push_back(static_cast<std::uint32_t>(m_tokens.size()));
}

TokenTrie::NodeId TokenTrie::find(NodeId from, std::string_view bytes) const
{
    for (const char c : bytes) {
        NodeId child = from + 1;
        while (child < m_behind[from] && m_bytes[child] != static_cast<std::uint8_t>(c)) {
            child = m_behind[child];
        }
        if (child >= m_behind[from]) {
            return 0;
        }
        from = child;
    }
    return from;
}

std::optional<TokenTrie::Match> TokenTrie::longestMatch(std::string_view bytes) const
{
    std::optional<Match> match;
    NodeId node = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        node = find(node, bytes.substr(i, 1));
        if (node == 0) {
            break;
        }
        if (!tokens(node).empty()) {
            match = {tokens(node).front(), i + 1};
        }
    }
    return match;
}

void TokenTrie::findAlphabet()
{
    std::array<bool, 256> hasByte{};
    std::vector<CodePointRange> single;
    std::string piece;
    for (NodeId node = 1; node < nodeCount(); ++node) {
        piece.resize(m_depths[node] - 1U);
        piece += static_cast<char>(m_bytes[node]);
        if (tokens(node).empty() || piece.size() > 4) {
            continue;
        }
        hasByte[m_bytes[node]] = hasByte[m_bytes[node]] || piece.size() == 1;
        if (core::isValidUtf8(piece)) {
            const auto points = core::schema::codePointsOf(piece);
            if (points.size() == 1) {
                single.push_back({points.front(), points.front()});
            }
        }
    }
    const auto hasAll = [&](int first, int last) {
        return std::all_of(
            hasByte.begin() + first, hasByte.begin() + last + 1, [](bool has) { return has; });
    };
    const bool hasTails = hasAll(0x80, 0xBF);
    if (hasTails && hasAll(0xC2, 0xDF)) {
        single.push_back({0x80, 0x7FF});
    }
    if (hasTails && hasAll(0xE0, 0xEF)) {
        single.push_back({0x800, 0xFFFF});
    }
    if (hasTails && hasAll(0xF0, 0xF4)) {
        single.push_back({0x10000, 0x10FFFF});
    }
    m_alphabet = CodePointSet::of(std::move(single));
}

} // namespace inference
