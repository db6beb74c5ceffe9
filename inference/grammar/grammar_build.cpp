// SPDX-License-Identifier: Apache-2.0
// The half of GrammarBuilder that makes a grammar of what was laid.
#include "inference/grammar/grammar_builder.h"

#include "inference/grammar/grammar_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace inference {

using core::ErrorCode;

namespace {

/// The need of a node from which there is no way to an end.
constexpr std::uint8_t noWay = 255;
static_assert(limits::grammarDepthMax < noWay);

tl::unexpected<core::Error> grammarError(ErrorCode code, std::string message)
{
    return core::fail(
        core::Error{.code = code, .message = std::move(message), .detail = "E_GRAMMAR"});
}

/// Lists of links by a number that each link has.
class LinkIndex {
public:
    template <class Links, class KeyOf>
    LinkIndex(const Links& links, std::size_t keys, const KeyOf& keyOf)
        : m_begins(keys + 1, 0)
    {
        for (const auto& link : links) {
            if (const auto key = keyOf(link)) {
                ++m_begins[*key + 1];
            }
        }
        for (std::size_t i = 0; i < keys; ++i) {
            m_begins[i + 1] += m_begins[i];
        }
        m_items.resize(m_begins.back());
        std::vector<std::uint32_t> next = m_begins;
        for (std::uint32_t i = 0; i < links.size(); ++i) {
            if (const auto key = keyOf(links[i])) {
                m_items[next[*key]++] = i;
            }
        }
    }
    [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t key) const
    {
        return {m_items.data() + m_begins[key], m_items.data() + m_begins[key + 1]};
    }

private:
    std::vector<std::uint32_t> m_begins;
    std::vector<std::uint32_t> m_items;
};

} // namespace

/// The fewest levels of containers behind each node, from the ends backwards; a node whose number
/// got smaller is looked at again.
void GrammarBuilder::findNeeds()
{
    auto& nodes = m_grammar.m_nodes;
    const auto& rules = m_grammar.m_rules;
    for (Grammar::Node& node : nodes) {
        node.need = noWay;
    }
    const LinkIndex byTarget(m_links, nodes.size(),
        [](const Link& link) { return std::optional<std::size_t>(link.to); });
    const LinkIndex byRuleStart(m_links, nodes.size(), [&](const Link& link) {
        return link.kind == Link::Kind::Call ? std::optional<std::size_t>(rules[link.rule].start)
                                             : std::nullopt;
    });
    std::vector<NodeId> open;
    for (const NodeId end : m_ends) {
        nodes[end].isEnd = true;
        nodes[end].need = 0;
        open.push_back(end);
    }
    const auto relax = [&](const Link& link) {
        unsigned need = nodes[link.to].need;
        if (link.kind == Link::Kind::Call) {
            const Grammar::Rule& rule = rules[link.rule];
            need = std::max<unsigned>(need, nodes[rule.start].need + (rule.isContainer ? 1U : 0U));
        }
        if (need <= limits::grammarDepthMax && need < nodes[link.from].need) {
            nodes[link.from].need = static_cast<std::uint8_t>(need);
            open.push_back(link.from);
        }
    };
    for (std::size_t i = 0; i < open.size(); ++i) {
        const NodeId node = open[i];
        for (const std::uint32_t link : byTarget[node]) {
            relax(m_links[link]);
        }
        for (const std::uint32_t link : byRuleStart[node]) {
            relax(m_links[link]);
        }
    }
}

bool GrammarBuilder::leadsOn(const Link& link) const
{
    const auto& nodes = m_grammar.m_nodes;
    return nodes[link.from].need != noWay && nodes[link.to].need != noWay
        && (link.kind != Link::Kind::Call
            || nodes[m_grammar.m_rules[link.rule].start].need != noWay);
}

/// What a rule may begin with, looking through what can be read without a byte.
GrammarBuilder::Beginning GrammarBuilder::beginningOf(
    RuleId rule, const std::vector<bool>& emptyRules)
{
    ++m_visit;
    Beginning beginning;
    std::vector<NodeId> open;
    const auto add = [&](NodeId node) {
        if (m_visited[node] != m_visit) {
            m_visited[node] = m_visit;
            open.push_back(node);
        }
    };
    add(m_grammar.m_rules[rule].start);
    while (!open.empty()) {
        const NodeId node = open.back();
        open.pop_back();
        beginning.isEmpty = beginning.isEmpty || m_grammar.m_nodes[node].isEnd;
        for (const NodeId next : m_grammar.skips(node)) {
            add(next);
        }
        for (const Grammar::Call& call : m_grammar.calls(node)) {
            beginning.rules.push_back(call.rule);
            if (emptyRules[call.rule]) {
                add(call.to);
            }
        }
    }
    return beginning;
}

/// True when a rule can begin with itself: reading it would never begin.
bool GrammarBuilder::isLeftRecursive()
{
    const std::size_t count = m_grammar.m_rules.size();
    std::vector<bool> isEmpty(count, false);
    std::vector<Beginning> beginnings(count);
    m_visited.assign(m_grammar.m_nodes.size(), 0);
    for (bool isChanged = true; isChanged;) {
        isChanged = false;
        for (RuleId rule = 0; rule < count; ++rule) {
            beginnings[rule] = beginningOf(rule, isEmpty);
            isChanged = isChanged || beginnings[rule].isEmpty != isEmpty[rule];
            isEmpty[rule] = beginnings[rule].isEmpty;
        }
    }
    enum class Progress : std::uint8_t { Waiting, Begun, Done };
    std::vector<Progress> progress(count, Progress::Waiting);
    for (RuleId first = 0; first < count; ++first) {
        std::vector<RuleId> open{first};
        while (!open.empty()) {
            const RuleId rule = open.back();
            if (progress[rule] != Progress::Waiting) {
                progress[rule] = Progress::Done;
                open.pop_back();
                continue;
            }
            progress[rule] = Progress::Begun;
            for (const RuleId next : beginnings[rule].rules) {
                if (progress[next] == Progress::Begun) {
                    return true;
                }
                if (progress[next] == Progress::Waiting) {
                    open.push_back(next);
                }
            }
        }
    }
    return false;
}

void GrammarBuilder::layLinks()
{
    Grammar& grammar = m_grammar;
    std::erase_if(m_links, [&](const Link& link) { return !leadsOn(link); });
    std::stable_sort(m_links.begin(), m_links.end(),
        [](const Link& a, const Link& b) { return a.from < b.from; });
    grammar.m_nodes.emplace_back();
    std::size_t at = 0;
    for (NodeId node = 0; node < grammar.m_nodes.size(); ++node) {
        grammar.m_nodes[node].edgesBegin = static_cast<std::uint32_t>(grammar.m_edges.size());
        grammar.m_nodes[node].callsBegin = static_cast<std::uint32_t>(grammar.m_calls.size());
        grammar.m_nodes[node].skipsBegin = static_cast<std::uint32_t>(grammar.m_skips.size());
        for (; at < m_links.size() && m_links[at].from == node; ++at) {
            const Link& link = m_links[at];
            if (link.kind == Link::Kind::Bytes) {
                grammar.m_edges.push_back({link.first, link.last, link.to});
            } else if (link.kind == Link::Kind::Call) {
                grammar.m_calls.push_back({link.rule, link.to});
            } else {
                grammar.m_skips.push_back(link.to);
            }
        }
    }
}

/// Where a count is farther from both of its bounds than a token can reach, it does not matter.
void GrammarBuilder::findLikenesses()
{
    for (NodeId node = 0; node < m_grammar.m_nodes.size(); ++node) {
        m_grammar.m_nodes[node].likeness = node;
    }
    const std::size_t reach = m_options.stepBytesMax;
    for (const Counted& counted : m_counted) {
        const std::size_t last = counted.nodes.size() - 1;
        for (std::size_t i = 0; reach > 0 && i < counted.nodes.size(); ++i) {
            if (i + reach <= counted.timesMin) {
                m_grammar.m_nodes[counted.nodes[i]].likeness = counted.nodes[0];
            } else if (i >= counted.timesMin && i + reach <= last) {
                m_grammar.m_nodes[counted.nodes[i]].likeness = counted.nodes[counted.timesMin];
            }
        }
    }
}

core::Result<Grammar> GrammarBuilder::build(RuleId root)
{
    if (isFull()) {
        return grammarError(ErrorCode::LimitReached,
            fmt::format("The form of the answer needs more than {} places. Make its lengths and "
                        "counts smaller or leave them out.",
                limits::grammarNodesMax));
    }
    m_grammar.m_root = root;
    findNeeds();
    if (m_grammar.m_nodes[m_grammar.m_rules[root].start].need == noWay) {
        return grammarError(ErrorCode::Unsupported,
            "No text has the form that is asked for: its demands exclude one another, never come "
            "to an end, or need characters that the model's tokenizer cannot write.");
    }
    layLinks();
    if (isLeftRecursive()) {
        return grammarError(ErrorCode::InvalidInput,
            "A rule of the form begins with itself, so that it has no beginning.");
    }
    findLikenesses();
    return std::move(m_grammar);
}

} // namespace inference
