// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/schema_grammar.h"

#include "inference/grammar/number_rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::Schema;
using core::schema::CodePointSet;
using core::schema::Pattern;

namespace {

constexpr std::uint64_t noEnd = UINT64_MAX;

std::string keyOf(const Schema::NumberShape& shape)
{
    const auto bound = [](const std::optional<core::schema::Decimal>& value, bool isExcluded) {
        return value ? value->text() + (isExcluded ? "!" : "") : std::string("-");
    };
    const auto step = shape.multipleOf.value_or(core::schema::DecimalStep{.count = 0});
    return fmt::format("{} {} {} {} {}", shape.isInteger,
        bound(shape.minimum, shape.excludesMinimum), bound(shape.maximum, shape.excludesMaximum),
        step.count, step.places);
}

} // namespace

Grammar::RuleId SchemaGrammar::layRoot()
{
    const RuleId root = ruleOf(m_schema.root());
    while (!m_open.empty() && !m_builder.isFull()) {
        const SchemaNode id = m_open.back();
        m_open.pop_back();
        layNode(id);
    }
    return root;
}

Grammar::RuleId SchemaGrammar::ruleOf(SchemaNode id)
{
    const auto known = m_rules.find(id);
    if (known != m_rules.end()) {
        return known->second;
    }
    const RuleId rule = m_builder.addRule();
    m_rules.emplace(id, rule);
    m_open.push_back(id);
    return rule;
}

void SchemaGrammar::layNode(SchemaNode id)
{
    const Schema::Node& node = m_schema.node(id);
    const NodeId from = m_builder.start(m_rules.at(id));
    const NodeId end = m_builder.addNode();
    m_builder.markEnd(end);
    std::vector<std::string> literals;
    const auto add = [&](bool isAllowed, std::string text) {
        if (isAllowed) {
            literals.push_back(std::move(text));
        }
    };
    add(node.allowsNull, "null");
    add(node.allowsTrue, "true");
    add(node.allowsFalse, "false");
    for (const Schema::Value& value : node.values) {
        add(true, value.text);
    }
    m_builder.literals(from, std::move(literals), end);
    if (node.number) {
        const auto [found, isNew] = m_numbers.try_emplace(keyOf(*node.number), 0);
        found->second = isNew ? numberRule(m_builder, *node.number) : found->second;
        m_builder.call(from, found->second, end);
    }
    if (node.string) {
        m_builder.call(from, stringRule(*node.string), end);
    }
    if (node.array) {
        m_builder.call(from, arrayRule(*node.array), end);
    }
    if (node.object) {
        m_builder.call(from, objectRule(*node.object), end);
    }
    for (const SchemaNode alternative : node.alternatives) {
        m_builder.call(from, ruleOf(alternative), end);
    }
}

Grammar::RuleId SchemaGrammar::stringRule(const Schema::StringShape& shape)
{
    if (!shape.pattern && shape.lengthMin == 0 && !shape.lengthMax) {
        return m_text.anyString();
    }
    const auto [found, isNew] = m_strings.try_emplace(
        {shape.lengthMin, shape.lengthMax.value_or(noEnd), shape.pattern.get()}, 0);
    if (isNew) {
        const RuleId rule = m_builder.addRule();
        found->second = rule;
        if (shape.pattern) {
            layPattern(rule, shape);
        } else {
            layCounted(rule, shape);
        }
    }
    return found->second;
}

void SchemaGrammar::layCounted(RuleId rule, const Schema::StringShape& shape)
{
    const RuleId character = m_text.anyCharacter();
    const NodeId end = m_builder.addNode();
    m_builder.markEnd(end);
    std::vector<NodeId> nodes{m_builder.addNode()};
    m_builder.bytes(m_builder.start(rule), '"', '"', nodes.back());
    const std::uint64_t last = shape.lengthMax.value_or(shape.lengthMin);
    for (std::uint64_t i = 0; i <= last && !m_builder.isFull(); ++i) {
        if (i >= shape.lengthMin) {
            m_builder.bytes(nodes.back(), '"', '"', end);
        }
        if (i < last) {
            nodes.push_back(m_builder.addNode());
            m_builder.call(nodes[nodes.size() - 2], character, nodes.back());
        }
    }
    if (shape.lengthMax) {
        m_builder.markCounted(nodes, shape.lengthMin);
    } else {
        m_builder.call(nodes.back(), character, nodes.back());
    }
}

/// The states of the pattern, each as often as there are lengths that matter.
void SchemaGrammar::layPattern(RuleId rule, const Schema::StringShape& shape)
{
    const auto& states = shape.pattern->states();
    const NodeId end = m_builder.addNode();
    m_builder.markEnd(end);
    if (states.empty()) {
        return;
    }
    const bool isCounted = shape.lengthMin > 0 || shape.lengthMax;
    const std::uint64_t last = shape.lengthMax.value_or(shape.lengthMin);
    std::map<std::pair<std::uint32_t, std::uint64_t>, NodeId> known;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> open;
    const auto nodeOf = [&](std::uint32_t state, std::uint64_t length) {
        const std::uint64_t counted = isCounted ? std::min(length, last) : 0;
        const auto [found, isNew] = known.try_emplace({state, counted}, 0);
        if (isNew) {
            found->second = m_builder.addNode();
            open.emplace_back(state, counted);
        }
        return found->second;
    };
    m_builder.bytes(m_builder.start(rule), '"', '"', nodeOf(0, 0));
    while (!open.empty() && !m_builder.isFull()) {
        const auto [state, length] = open.back();
        open.pop_back();
        const NodeId node = known.at({state, length});
        if (states[state].accepts && length >= shape.lengthMin) {
            m_builder.bytes(node, '"', '"', end);
        }
        if (shape.lengthMax && length == last) {
            continue;
        }
        for (const Pattern::Transition& next : states[state].transitions) {
            m_text.character(node, {next.on}, nodeOf(next.to, length + 1));
        }
    }
}

Grammar::RuleId SchemaGrammar::arrayRule(const Schema::ArrayShape& shape)
{
    const RuleId rule = m_builder.addRule(true);
    const NodeId end = m_builder.addNode();
    m_builder.markEnd(end);
    std::vector<NodeId> nodes{m_builder.addNode()};
    m_builder.bytes(m_builder.start(rule), '[', '[', nodes.back());
    const std::uint64_t fixed = std::max<std::uint64_t>(shape.itemsMin, shape.prefix.size());
    const std::uint64_t last = shape.itemsMax.value_or(
        shape.rest ? std::max<std::uint64_t>(fixed, 1) : shape.prefix.size());
    const auto layItem = [&](NodeId from, std::uint64_t index, NodeId to) {
        const auto item =
            index < shape.prefix.size() ? std::optional(shape.prefix[index]) : shape.rest;
        if (!item) {
            return;
        }
        NodeId begin = from;
        if (index > 0) {
            begin = m_builder.addNode();
            m_text.separator(from, ',', begin);
        }
        m_builder.call(begin, ruleOf(*item), to);
    };
    for (std::uint64_t i = 0; i <= last && !m_builder.isFull(); ++i) {
        if (i >= shape.itemsMin) {
            m_builder.bytes(nodes.back(), ']', ']', end);
        }
        if (i < last) {
            nodes.push_back(m_builder.addNode());
            layItem(nodes[nodes.size() - 2], i, nodes.back());
        }
    }
    if (!shape.itemsMax && shape.rest) {
        layItem(nodes.back(), last, nodes.back());
    }
    return rule;
}

/// Two nodes a property: before anything was written, and behind a property.
Grammar::RuleId SchemaGrammar::objectRule(const Schema::ObjectShape& shape)
{
    const RuleId rule = m_builder.addRule(true);
    const NodeId close = m_builder.addNode();
    const NodeId end = m_builder.addNode();
    m_builder.bytes(close, '}', '}', end);
    m_builder.markEnd(end);
    NodeId first = m_builder.addNode();
    NodeId later = m_builder.addNode();
    m_builder.bytes(m_builder.start(rule), '{', '{', first);
    for (const Schema::Property& property : shape.properties) {
        if (m_builder.isFull()) {
            return rule;
        }
        const NodeId name = m_builder.addNode();
        const NodeId named = m_builder.addNode();
        const NodeId value = m_builder.addNode();
        const NodeId nextFirst = m_builder.addNode();
        const NodeId nextLater = m_builder.addNode();
        m_builder.skip(first, name);
        m_text.separator(later, ',', name);
        m_builder.literal(name, jsonLiteral(property.name), named);
        m_text.separator(named, ':', value);
        m_builder.call(value, ruleOf(property.value), nextLater);
        if (!property.isRequired) {
            m_builder.skip(first, nextFirst);
            m_builder.skip(later, nextLater);
        }
        first = nextFirst;
        later = nextLater;
    }
    m_builder.skip(first, close);
    m_builder.skip(later, close);
    layOthers(shape, first, later, close);
    return rule;
}

void SchemaGrammar::layOthers(
    const Schema::ObjectShape& shape, NodeId first, NodeId later, NodeId close)
{
    if (!shape.additional || !shape.invitesAdditional) {
        return;
    }
    m_builder.needUniqueKeys();
    const NodeId name = m_builder.addNode();
    const NodeId named = m_builder.addNode();
    const NodeId value = m_builder.addNode();
    const NodeId behind = m_builder.addNode();
    m_builder.skip(first, name);
    m_text.separator(later, ',', name);
    layOtherName(shape, name, named);
    m_text.separator(named, ':', value);
    m_builder.call(value, ruleOf(*shape.additional), behind);
    m_text.separator(behind, ',', name);
    m_builder.skip(behind, close);
}

/// Any name but those of the properties: along their characters one may not end where one of them
/// does, and everywhere one may leave them.
void SchemaGrammar::layOtherName(const Schema::ObjectShape& shape, NodeId from, NodeId to)
{
    struct Branch {
        std::map<char32_t, std::size_t> children;
        bool isName = false;
    };
    std::vector<Branch> tree(1);
    for (const Schema::Property& property : shape.properties) {
        std::size_t at = 0;
        for (const char32_t point : core::schema::codePointsOf(property.name)) {
            const auto [child, isNew] = tree[at].children.try_emplace(point, tree.size());
            at = child->second;
            if (isNew) {
                tree.emplace_back();
            }
        }
        tree[at].isName = true;
    }
    const NodeId free = m_builder.addNode();
    m_text.character(free, CodePointSet::all(), free);
    m_builder.bytes(free, '"', '"', to);
    std::vector<NodeId> nodes;
    for (std::size_t i = 0; i < tree.size(); ++i) {
        nodes.push_back(m_builder.addNode());
    }
    m_builder.bytes(from, '"', '"', nodes[0]);
    for (std::size_t i = 0; i < tree.size() && !m_builder.isFull(); ++i) {
        CodePointSet known;
        for (const auto& [point, child] : tree[i].children) {
            known.add({point, point});
            m_text.character(nodes[i], {{point, point}}, nodes[child]);
        }
        m_text.character(nodes[i], known.complement(), free);
        if (!tree[i].isName) {
            m_builder.bytes(nodes[i], '"', '"', to);
        }
    }
}

core::Result<Grammar> grammarOf(const Schema& schema, GrammarBuilder::Options options)
{
    GrammarBuilder builder(std::move(options));
    const Grammar::RuleId value = SchemaGrammar(schema, builder).layRoot();
    const Grammar::RuleId root = builder.addRule();
    const Grammar::NodeId begin = builder.addNode();
    const Grammar::NodeId end = builder.addNode();
    builder.bytes(builder.start(root), ' ', ' ', begin);
    builder.skip(builder.start(root), begin);
    builder.call(begin, value, end);
    builder.markEnd(end);
    return builder.build(root);
}

} // namespace inference
