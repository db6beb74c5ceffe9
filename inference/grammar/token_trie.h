// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/code_points.h"
#include "inference/tokenizer/tokenizer.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// The bytes of all tokens, as a tree: each node is the last byte of what its
/// tokens begin with. Nodes stand in the order in which one walks through the tree, parents before
/// children, so that a walk is a loop and a subtree is a stretch.
/// Immutable; any thread.
class TokenTrie {
public:
    using NodeId = std::uint32_t;

    /// `piece` gives the bytes of a token; those without any are not in the tree.
    TokenTrie(std::int32_t vocabularySize, const std::function<std::string(TokenId)>& piece);

    /// Node 0 is the root, above all first bytes.
    [[nodiscard]] NodeId nodeCount() const { return static_cast<NodeId>(m_bytes.size()); }
    [[nodiscard]] std::uint8_t byte(NodeId node) const { return m_bytes[node]; }
    /// How many bytes stand above and at the node; 0 for the root.
    [[nodiscard]] std::uint16_t depth(NodeId node) const { return m_depths[node]; }
    /// The first node that is not inside this one's subtree.
    [[nodiscard]] NodeId behind(NodeId node) const { return m_behind[node]; }

    /// The tokens that end here, and all that begin so.
    [[nodiscard]] std::span<const TokenId> tokens(NodeId node) const
    {
        return {m_tokens.data() + m_begins[node], m_tokens.data() + m_begins[node + 1]};
    }
    [[nodiscard]] std::span<const TokenId> tokensBelow(NodeId node) const
    {
        return {m_tokens.data() + m_begins[node], m_tokens.data() + m_begins[m_behind[node]]};
    }

    /// The node of these bytes below another one; the root when no token begins so.
    [[nodiscard]] NodeId find(NodeId from, std::string_view bytes) const;

    /// The longest token that `bytes` begin with; nothing when there is none.
    struct Match {
        TokenId id = 0;
        std::size_t length = 0;
    };
    [[nodiscard]] std::optional<Match> longestMatch(std::string_view bytes) const;

    /// The bytes of the longest token.
    [[nodiscard]] std::size_t longestToken() const { return m_longestToken; }
    [[nodiscard]] std::int32_t vocabularySize() const { return m_vocabularySize; }

    /// The characters that can be written: by a token of their own or byte by byte.
    [[nodiscard]] const core::schema::CodePointSet& alphabet() const { return m_alphabet; }

private:
    void lay(const std::vector<std::pair<std::string, TokenId>>& sorted);
    void findAlphabet();

    std::vector<std::uint8_t> m_bytes;
    std::vector<std::uint16_t> m_depths;
    std::vector<NodeId> m_behind;
    std::vector<std::uint32_t> m_begins; ///< into m_tokens; one more than nodes
    std::vector<TokenId> m_tokens;
    std::size_t m_longestToken = 0;
    std::int32_t m_vocabularySize = 0;
    core::schema::CodePointSet m_alphabet;
};

} // namespace inference
