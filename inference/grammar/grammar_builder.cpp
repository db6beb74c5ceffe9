// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/grammar_builder.h"

#include "inference/grammar/grammar_limits.h"

#include <algorithm>

namespace inference {

using core::schema::CodePointRange;
using core::schema::CodePointSet;

namespace {

std::string utf8Of(char32_t codePoint)
{
    std::string text;
    core::schema::appendUtf8(text, codePoint);
    return text;
}

std::uint8_t byteAt(std::string_view text, std::size_t index)
{
    return static_cast<std::uint8_t>(text[index]);
}

/// The last code points that take one, two, three and four bytes.
constexpr char32_t lastOfLength[] = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

} // namespace

GrammarBuilder::GrammarBuilder(Options options)
    : m_options(std::move(options))
    , m_writesAll(m_options.alphabet.ranges() == CodePointSet::all().ranges())
{
}

GrammarBuilder::RuleId GrammarBuilder::addRule(bool isContainer)
{
    m_grammar.m_rules.push_back({.start = addNode(), .isContainer = isContainer});
    return static_cast<RuleId>(m_grammar.m_rules.size() - 1);
}

GrammarBuilder::NodeId GrammarBuilder::addNode()
{
    if (!isFull()) {
        m_grammar.m_nodes.emplace_back();
    }
    return static_cast<NodeId>(m_grammar.m_nodes.size() - 1);
}

bool GrammarBuilder::isFull() const
{
    return m_grammar.m_nodes.size() > limits::grammarNodesMax;
}

void GrammarBuilder::add(Link link)
{
    if (!isFull()) {
        m_links.push_back(link);
    }
}

void GrammarBuilder::bytes(NodeId from, std::uint8_t first, std::uint8_t last, NodeId to)
{
    add({Link::Kind::Bytes, first, last, 0, from, to});
}

void GrammarBuilder::call(NodeId from, RuleId rule, NodeId to)
{
    add({Link::Kind::Call, 0, 0, rule, from, to});
}

void GrammarBuilder::skip(NodeId from, NodeId to)
{
    add({Link::Kind::Skip, 0, 0, 0, from, to});
}

void GrammarBuilder::characters(NodeId from, const CodePointSet& set, NodeId to)
{
    const CodePointSet written = m_writesAll ? set : set.intersection(m_options.alphabet);
    for (const CodePointRange& range : written.ranges()) {
        char32_t first = range.first;
        for (const char32_t last : lastOfLength) {
            if (first <= range.last && first <= last) {
                addRange(from, utf8Of(first), utf8Of(std::min(last, range.last)), to);
                first = last + 1;
            }
        }
    }
}

/// All byte sequences from `low` to `high`, which are equally long. Where the first byte leaves
/// the others free, they share their nodes with all others that go on to `to`.
void GrammarBuilder::addRange(NodeId from, std::string_view low, std::string_view high, NodeId to)
{
    if (low.size() == 1) {
        bytes(from, byteAt(low, 0), byteAt(high, 0), to);
        return;
    }
    const std::string least(low.size() - 1, '\x80');
    const std::string most(low.size() - 1, '\xBF');
    unsigned first = byteAt(low, 0);
    unsigned last = byteAt(high, 0);
    const auto edge = [&](unsigned byte, std::string_view restLow, std::string_view restHigh) {
        const NodeId between = addNode();
        bytes(from, static_cast<std::uint8_t>(byte), static_cast<std::uint8_t>(byte), between);
        addRange(between, restLow, restHigh, to);
    };
    if (first == last) {
        edge(first, low.substr(1), high.substr(1));
        return;
    }
    if (low.substr(1) != least) {
        edge(first++, low.substr(1), most);
    }
    if (high.substr(1) != most) {
        edge(last--, least, high.substr(1));
    }
    if (first <= last) {
        bytes(from, static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last),
            tail(low.size() - 1, to));
    }
}

GrammarBuilder::NodeId GrammarBuilder::tail(std::size_t count, NodeId to)
{
    if (count == 0) {
        return to;
    }
    const std::uint64_t key = (std::uint64_t{to} << 2U) | count;
    if (const auto known = m_tails.find(key); known != m_tails.end()) {
        return known->second;
    }
    const NodeId node = addNode();
    bytes(node, 0x80, 0xBF, tail(count - 1, to));
    m_tails.emplace(key, node);
    return node;
}

void GrammarBuilder::literal(NodeId from, std::string_view text, NodeId to)
{
    literals(from, {std::string(text)}, to);
}

void GrammarBuilder::literals(NodeId from, std::vector<std::string> texts, NodeId to)
{
    if (!m_writesAll) {
        std::erase_if(texts, [&](const std::string& text) {
            const auto points = core::schema::codePointsOf(text);
            return !std::all_of(points.begin(), points.end(),
                [&](char32_t point) { return m_options.alphabet.contains(point); });
        });
    }
    std::sort(texts.begin(), texts.end());
    std::vector<NodeId> way{from}; // the nodes behind each byte of the text before
    std::string_view before;
    for (const std::string& text : texts) {
        const auto differs = std::mismatch(before.begin(), before.end(), text.begin(), text.end());
        way.resize(static_cast<std::size_t>(differs.first - before.begin()) + 1);
        for (std::size_t i = way.size() - 1; i < text.size(); ++i) {
            const NodeId next = addNode();
            bytes(way.back(), byteAt(text, i), byteAt(text, i), next);
            way.push_back(next);
        }
        skip(way.back(), to);
        before = text;
    }
}

void GrammarBuilder::markCounted(std::span<const NodeId> nodes, std::size_t timesMin)
{
    m_counted.push_back({{nodes.begin(), nodes.end()}, timesMin});
}

} // namespace inference
