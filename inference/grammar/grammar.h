// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// What texts an answer may be, byte by byte: rules that are little automata. From a node one goes
/// on over a range of bytes, through another rule, or without reading anything; a rule is read
/// when one of its end nodes is reached. Whatever can be written as alternatives of byte ranges
/// and references to rules can be written so (GBNF, JSON Schema).
/// Made by GrammarBuilder, which leaves out every node from which no end can be reached: a text
/// that was read so far can always be brought to an end. Immutable; any thread.
class Grammar {
public:
    using NodeId = std::uint32_t;
    using RuleId = std::uint32_t;

    struct Edge {
        std::uint8_t first = 0;
        std::uint8_t last = 0; ///< included
        NodeId to = 0;
    };
    struct Call {
        RuleId rule = 0;
        NodeId to = 0; ///< where one goes on when the rule is read
    };
    struct Rule {
        NodeId start = 0;
        bool isContainer = false; ///< counts as a level of nesting
    };
    struct Node {
        std::uint32_t edgesBegin = 0;
        std::uint32_t callsBegin = 0;
        std::uint32_t skipsBegin = 0;
        std::uint8_t need = 0; ///< levels of containers that the way to an end takes at least
        bool isEnd = false;
        /// A node from which texts of up to the longest token's length go on just as from here.
        NodeId likeness = 0;
    };

    [[nodiscard]] std::span<const Edge> edges(NodeId id) const
    {
        return {
            m_edges.data() + m_nodes[id].edgesBegin, m_edges.data() + m_nodes[id + 1].edgesBegin};
    }
    [[nodiscard]] std::span<const Call> calls(NodeId id) const
    {
        return {
            m_calls.data() + m_nodes[id].callsBegin, m_calls.data() + m_nodes[id + 1].callsBegin};
    }
    [[nodiscard]] std::span<const NodeId> skips(NodeId id) const
    {
        return {
            m_skips.data() + m_nodes[id].skipsBegin, m_skips.data() + m_nodes[id + 1].skipsBegin};
    }
    [[nodiscard]] const Node& node(NodeId id) const { return m_nodes[id]; }
    [[nodiscard]] const Rule& rule(RuleId id) const { return m_rules[id]; }
    [[nodiscard]] RuleId root() const { return m_root; }
    [[nodiscard]] std::size_t nodeCount() const { return m_nodes.size() - 1; }

    /// True when the end of a rule is all there is behind a node.
    [[nodiscard]] bool isBareEnd(NodeId id) const
    {
        return m_nodes[id].isEnd && edges(id).empty() && calls(id).empty() && skips(id).empty();
    }

    /// True when texts are JSON whose objects may have names that the grammar does not know: these
    /// must not come twice (unique_keys.h), which no grammar can say.
    [[nodiscard]] bool needsUniqueKeys() const { return m_needsUniqueKeys; }

private:
    friend class GrammarBuilder;
    std::vector<Node> m_nodes; ///< and one behind the last, for its lists' ends
    std::vector<Edge> m_edges;
    std::vector<Call> m_calls;
    std::vector<NodeId> m_skips;
    std::vector<Rule> m_rules;
    RuleId m_root = 0;
    bool m_needsUniqueKeys = false;
};

} // namespace inference
