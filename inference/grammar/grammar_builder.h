// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/schema/code_points.h"
#include "inference/grammar/grammar.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inference {

/// Lays the nodes of a grammar. Nothing fails on the way: what is too much is told by isFull() and
/// is an error of build(). Used once. Thread rule: one owner.
class GrammarBuilder {
public:
    using NodeId = Grammar::NodeId;
    using RuleId = Grammar::RuleId;

    /// What the texts are for.
    struct Options {
        /// The characters that can be written; others are left out of sets and end literals.
        core::schema::CodePointSet alphabet = core::schema::CodePointSet::all();
        /// The most bytes that are read at once, for Grammar::Node::likeness.
        std::size_t stepBytesMax = 0;
    };
    explicit GrammarBuilder(Options options);

    RuleId addRule(bool isContainer = false);
    [[nodiscard]] NodeId start(RuleId rule) const { return m_grammar.m_rules[rule].start; }
    NodeId addNode();
    void markEnd(NodeId node) { m_ends.push_back(node); }

    void bytes(NodeId from, std::uint8_t first, std::uint8_t last, NodeId to);
    void call(NodeId from, RuleId rule, NodeId to);
    void skip(NodeId from, NodeId to);

    /// One character of the set, as UTF-8.
    void characters(NodeId from, const core::schema::CodePointSet& set, NodeId to);

    /// A text as it is.
    void literal(NodeId from, std::string_view text, NodeId to);

    /// One of several texts; common beginnings are laid once.
    void literals(NodeId from, std::vector<std::string> texts, NodeId to);

    /// Says that at the i-th of these nodes i things were read, each of at least one byte, of
    /// which at least `timesMin` are to be read; the last node is where no more may be.
    void markCounted(std::span<const NodeId> nodes, std::size_t timesMin);

    void needUniqueKeys() { m_grammar.m_needsUniqueKeys = true; }

    /// True when there are too many nodes already; what is added now does not matter any more.
    [[nodiscard]] bool isFull() const;

    /// The grammar of `root`. LimitReached when it has too many nodes; InvalidInput when a rule
    /// can lead to itself without reading a byte; Unsupported when no text at all can be written.
    /// All with E_GRAMMAR.
    core::Result<Grammar> build(RuleId root);

private:
    struct Link {
        enum class Kind : std::uint8_t { Bytes, Call, Skip };
        Kind kind;
        std::uint8_t first;
        std::uint8_t last;
        RuleId rule;
        NodeId from;
        NodeId to;
    };
    struct Counted {
        std::vector<NodeId> nodes;
        std::size_t timesMin;
    };

    void add(Link link);
    void addRange(NodeId from, std::string_view low, std::string_view high, NodeId to);
    NodeId tail(std::size_t count, NodeId to);
    void findNeeds();
    [[nodiscard]] bool leadsOn(const Link& link) const;
    struct Beginning {
        bool isEmpty = false; ///< it may be over at once
        std::vector<RuleId> rules;
    };
    Beginning beginningOf(RuleId rule, const std::vector<bool>& emptyRules);
    bool isLeftRecursive();
    void layLinks();
    void findLikenesses();

    Options m_options;
    bool m_writesAll; ///< the alphabet lacks nothing
    Grammar m_grammar;
    std::vector<Link> m_links;
    std::vector<NodeId> m_ends;
    std::vector<Counted> m_counted;
    std::unordered_map<std::uint64_t, NodeId> m_tails;
    std::vector<std::uint32_t> m_visited; ///< by node: the last visit
    std::uint32_t m_visit = 0;
};

} // namespace inference
