// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/pattern_builder.h"

#include "core/text/schema/schema_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace core::schema {

using Kind = PatternNode::Kind;

Result<std::size_t> PatternBuilder::place(Place place)
{
    if (m_places.size() >= limits::patternNodesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("it has more than {} places with its counts written out; make it simpler",
                limits::patternNodesMax));
    }
    m_places.push_back(std::move(place));
    return m_places.size() - 1;
}

Result<std::size_t> PatternBuilder::lay(std::size_t index, std::size_t next)
{
    const PatternNode& node = m_tree.nodes[index];
    switch (node.kind) {
    case Kind::Empty:
        return next;
    case Kind::Set:
        m_sets.push_back(node.set);
        return place({.kind = Place::Kind::Consume, .set = m_sets.size() - 1, .next = {next}});
    case Kind::Begin:
        return place({.kind = Place::Kind::Begin, .next = {next}});
    case Kind::End:
        return place({.kind = Place::Kind::End, .next = {next}});
    case Kind::Sequence:
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
            next = TRY(lay(*child, next));
        }
        return next;
    case Kind::Choice: {
        Place fork;
        for (const std::size_t child : node.children) {
            fork.next.push_back(TRY(lay(child, next)));
        }
        return place(std::move(fork));
    }
    case Kind::Repeat:
        return layRepeat(node, next);
    }
    return next;
}

Result<std::size_t> PatternBuilder::layRepeat(const PatternNode& node, std::size_t next)
{
    const std::size_t child = node.children.front();
    std::size_t begin = next;
    if (!node.timesMax) {
        begin = TRY(place({.next = {next}}));
        const std::size_t again = TRY(lay(child, begin));
        m_places[begin].next.push_back(again);
    }
    for (std::size_t i = node.timesMin; i < node.timesMax.value_or(0); ++i) {
        const std::size_t more = TRY(lay(child, begin));
        begin = TRY(place({.next = {more, next}}));
    }
    for (std::size_t i = 0; i < node.timesMin; ++i) {
        begin = TRY(lay(child, begin));
    }
    return begin;
}

Result<std::size_t> PatternBuilder::layAnything(std::size_t next)
{
    m_sets.push_back(CodePointSet::all());
    const std::size_t loop = TRY(place({.next = {next}}));
    const std::size_t any =
        TRY(place({.kind = Place::Kind::Consume, .set = m_sets.size() - 1, .next = {loop}}));
    m_places[loop].next.push_back(any);
    return loop;
}

void PatternBuilder::cutAlphabet()
{
    std::set<char32_t> cuts;
    for (const CodePointSet& set : m_sets) {
        for (const CodePointRange& range : set.ranges()) {
            cuts.insert(range.first);
            cuts.insert(range.last + 1);
        }
    }
    m_cuts.assign(cuts.begin(), cuts.end());
}

Result<void> PatternBuilder::step()
{
    if (++m_steps > limits::patternStepsMax) {
        return fail(ErrorCode::LimitReached, "it takes too long to prepare; make it simpler");
    }
    return {};
}

Result<PatternBuilder::Items> PatternBuilder::close(const Items& items, bool isAtBegin)
{
    std::set<Item> seen(items.begin(), items.end());
    Items open = items;
    Items result;
    while (!open.empty()) {
        const Item item = open.back();
        open.pop_back();
        TRY(step());
        const Place& place = m_places[item.place];
        if (place.kind == Place::Kind::Consume || place.kind == Place::Kind::Match) {
            result.push_back(item);
            continue;
        }
        if (place.kind == Place::Kind::Begin && !isAtBegin) {
            continue;
        }
        for (const std::size_t next : place.next) {
            const Item then{next, item.isEnded || place.kind == Place::Kind::End};
            if (seen.insert(then).second) {
                open.push_back(then);
            }
        }
    }
    std::sort(result.begin(), result.end());
    return result;
}

Result<std::uint32_t> PatternBuilder::stateOf(Items items)
{
    const auto [found, isNew] =
        m_known.try_emplace(items, static_cast<std::uint32_t>(m_items.size()));
    if (isNew) {
        if (m_items.size() >= limits::patternStatesMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format(
                    "it needs more than {} states; make it simpler", limits::patternStatesMax));
        }
        const bool accepts = std::any_of(items.begin(), items.end(),
            [&](const Item& item) { return m_places[item.place].kind == Place::Kind::Match; });
        m_pattern.m_states.push_back({.transitions = {}, .accepts = accepts});
        m_items.push_back(std::move(items));
    }
    return found->second;
}

Result<void> PatternBuilder::addTransitions(std::size_t state)
{
    for (std::size_t cut = 0; cut + 1 < m_cuts.size(); ++cut) {
        const CodePointRange on{m_cuts[cut], m_cuts[cut + 1] - 1};
        Items reached;
        for (const Item& item : m_items[state]) {
            const Place& place = m_places[item.place];
            TRY(step());
            if (place.kind == Place::Kind::Consume && !item.isEnded
                && m_sets[place.set].contains(on.first)) {
                reached.push_back({place.next.front(), false});
            }
        }
        if (reached.empty()) {
            continue;
        }
        const std::uint32_t to = TRY(stateOf(TRY(close(reached, false))));
        auto& transitions = m_pattern.m_states[state].transitions;
        const bool goesOn = !transitions.empty() && transitions.back().to == to
            && transitions.back().on.last + 1 == on.first;
        if (goesOn) {
            transitions.back().on.last = on.last;
        } else {
            transitions.push_back({on, to});
        }
    }
    return {};
}

Result<Pattern> PatternBuilder::build()
{
    const std::size_t match = TRY(place({.kind = Place::Kind::Match}));
    const std::size_t after = TRY(layAnything(match));
    const std::size_t inside = TRY(lay(m_tree.root, after));
    const std::size_t begin = TRY(layAnything(inside));
    cutAlphabet();
    TRY(stateOf(TRY(close({{begin, false}}, true))));
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        TRY(addTransitions(i));
    }
    m_pattern.removeDeadStates();
    return std::move(m_pattern);
}

} // namespace core::schema
