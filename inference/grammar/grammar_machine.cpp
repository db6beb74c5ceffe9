// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/grammar_machine.h"

#include "inference/grammar/grammar_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

namespace {

/// States with more ranges than this get a row of 256.
constexpr std::size_t rangesWithoutRow = 4;

} // namespace

std::size_t GrammarMachine::WaysHash::operator()(const std::vector<std::uint64_t>& key) const
{
    std::uint64_t hash = 0x9E3779B97F4A7C15U;
    for (const std::uint64_t way : key) {
        hash = (hash ^ way) * 0xFF51AFD7ED558CCDU;
        hash ^= hash >> 32U;
    }
    return hash;
}

GrammarMachine::GrammarMachine(const Grammar& grammar)
    : m_grammar(grammar)
{
    clear();
}

void GrammarMachine::clear()
{
    m_known.clear();
    m_states.clear();
    m_states.emplace_back(); // dead
    m_frames.assign(1, {});
    m_frameIndex.clear();
}

GrammarMachine::StateId GrammarMachine::start()
{
    return stateOf(close({{m_grammar.rule(m_grammar.root()).start, rootFrame}}));
}

core::Result<void> GrammarMachine::failure() const
{
    if (!m_hasFailed) {
        return {};
    }
    return core::fail(core::Error{.code = core::ErrorCode::LimitReached,
        .message = fmt::format("The form of the answer can be read in more than {} ways at once, "
                               "or needs more than {} states for one token. Make its alternatives "
                               "differ early.",
            limits::grammarPathsMax, limits::grammarStatesMax),
        .detail = "E_GRAMMAR"});
}

GrammarMachine::StateId GrammarMachine::find(const State& from, std::uint8_t byte)
{
    for (const Range& range : from.ranges) {
        if (byte <= range.last) {
            return byte >= range.first ? range.to : dead;
        }
    }
    return dead;
}

std::optional<std::uint8_t> GrammarMachine::onlyByte(StateId state) const
{
    const State& from = at(state);
    const bool isOnly =
        !from.accepts && from.ranges.size() == 1 && from.ranges[0].first == from.ranges[0].last;
    return isOnly ? std::optional(from.ranges[0].first) : std::nullopt;
}

bool GrammarMachine::isPossible(Way way) const
{
    return m_frames[way.frame].depth + m_grammar.node(way.node).need <= limits::grammarDepthMax;
}

std::uint32_t GrammarMachine::frameOf(Grammar::NodeId to, std::uint32_t parent, bool isContainer)
{
    const std::uint32_t depth = m_frames[parent].depth + (isContainer ? 1U : 0U);
    std::vector<std::uint32_t>& known = m_frameIndex[(std::uint64_t{to} << 32U) | parent];
    for (const std::uint32_t frame : known) {
        if (m_frames[frame].depth == depth) {
            return frame;
        }
    }
    const auto id = static_cast<std::uint32_t>(m_frames.size());
    m_frames.push_back({to, parent, id, depth});
    known.push_back(id);
    const Grammar::NodeId likeTo = m_grammar.node(to).likeness;
    const std::uint32_t likeParent = m_frames[parent].likeness;
    if (likeTo != to || likeParent != parent) {
        m_frames[id].likeness = frameOf(likeTo, likeParent, isContainer);
    }
    return id;
}

/// A rule behind which its caller ends at once goes back to the caller's own caller, so that
/// rules that call themselves last do not pile up.
GrammarMachine::Way GrammarMachine::enter(const Grammar::Call& call, std::uint32_t frame)
{
    const Grammar::Rule& rule = m_grammar.rule(call.rule);
    if (!rule.isContainer && m_grammar.isBareEnd(call.to)) {
        return {rule.start, frame};
    }
    return {rule.start, frameOf(call.to, frame, rule.isContainer)};
}

GrammarMachine::Closure GrammarMachine::close(std::vector<Way> open)
{
    Closure result;
    std::unordered_set<std::uint64_t> seen;
    std::vector<Way> next;
    const auto add = [&](Way way) {
        if (isPossible(way) && seen.insert(way.key()).second) {
            next.push_back(way);
        }
    };
    for (const Way way : open) {
        add(way);
    }
    while (!next.empty() && !m_hasFailed) {
        const Way way = next.back();
        next.pop_back();
        m_hasFailed = seen.size() > limits::grammarPathsMax;
        if (!m_grammar.edges(way.node).empty()) {
            result.first.push_back(way);
        }
        if (m_grammar.node(way.node).isEnd) {
            result.second = result.second || way.frame == rootFrame;
            if (way.frame != rootFrame) {
                add({m_frames[way.frame].to, m_frames[way.frame].parent});
            }
        }
        for (const Grammar::NodeId to : m_grammar.skips(way.node)) {
            add({to, way.frame});
        }
        for (const Grammar::Call& call : m_grammar.calls(way.node)) {
            if (isPossible({call.to, way.frame})) {
                add(enter(call, way.frame));
            }
        }
    }
    return result;
}

void GrammarMachine::layRanges(State& state) const
{
    std::array<bool, 257> isCut{};
    std::array<int, 257> covers{};
    for (const Way way : state.ways) {
        for (const Grammar::Edge& edge : m_grammar.edges(way.node)) {
            if (!isPossible({edge.to, way.frame})) {
                continue;
            }
            const std::size_t behind = std::size_t{edge.last} + 1;
            isCut[edge.first] = isCut[behind] = true;
            ++covers[edge.first];
            --covers[behind];
        }
    }
    int covered = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
        covered += covers[byte];
        if (covered > 0 && isCut[byte]) {
            state.ranges.push_back({static_cast<std::uint8_t>(byte), 0, unknown});
        }
        if (covered > 0) {
            state.ranges.back().last = static_cast<std::uint8_t>(byte);
        }
    }
    if (state.ranges.size() > rangesWithoutRow) {
        state.row = std::make_unique<Row>();
        state.row->fill(dead);
        for (const Range& range : state.ranges) {
            std::fill(
                state.row->begin() + range.first, state.row->begin() + range.last + 1, unknown);
        }
    }
}

GrammarMachine::StateId GrammarMachine::stateOf(Closure closure)
{
    auto& [ways, accepts] = closure;
    if (m_hasFailed || (ways.empty() && !accepts)) {
        return dead;
    }
    std::vector<std::uint64_t> key{accepts ? 1U : 0U};
    for (const Way way : ways) {
        key.push_back(way.key());
    }
    std::sort(key.begin() + 1, key.end());
    const auto known = m_known.find(key);
    if (known != m_known.end()) {
        return known->second;
    }
    if (m_states.size() >= limits::grammarStatesMax) {
        m_hasFailed = true;
        return dead;
    }
    State state;
    state.ways = std::move(ways);
    state.accepts = accepts;
    state.isOutside = std::all_of(state.ways.begin(), state.ways.end(),
        [&](Way way) { return m_frames[way.frame].depth == 0; });
    layRanges(state);
    const auto id = static_cast<StateId>(m_states.size());
    m_states.push_back(std::move(state));
    m_known.emplace(std::move(key), id);
    return id;
}

GrammarMachine::StateId GrammarMachine::make(StateId state, std::uint8_t byte)
{
    std::vector<Way> reached;
    for (const Way way : at(state).ways) {
        for (const Grammar::Edge& edge : m_grammar.edges(way.node)) {
            if (byte >= edge.first && byte <= edge.last) {
                reached.push_back({edge.to, way.frame});
            }
        }
    }
    const StateId to = stateOf(close(std::move(reached)));
    if (m_hasFailed) {
        return dead;
    }
    State& from = m_states[static_cast<std::size_t>(state)];
    for (Range& range : from.ranges) {
        if (byte >= range.first && byte <= range.last) {
            range.to = to;
            if (from.row) {
                std::fill(from.row->begin() + range.first, from.row->begin() + range.last + 1, to);
            }
        }
    }
    return to;
}

GrammarMachine::StateId GrammarMachine::likeness(StateId state)
{
    if (at(state).likeness == unknown) {
        Closure alike{{}, at(state).accepts};
        for (const Way way : at(state).ways) {
            const Way like{m_grammar.node(way.node).likeness, m_frames[way.frame].likeness};
            alike.first.push_back(like);
        }
        const auto before = [](Way a, Way b) { return a.key() < b.key(); };
        const auto same = [](Way a, Way b) { return a.key() == b.key(); };
        std::sort(alike.first.begin(), alike.first.end(), before);
        alike.first.erase(
            std::unique(alike.first.begin(), alike.first.end(), same), alike.first.end());
        const StateId id = stateOf(std::move(alike));
        m_states[static_cast<std::size_t>(state)].likeness = id == dead ? state : id;
    }
    return at(state).likeness;
}

std::uint32_t GrammarMachine::moveFrame(std::uint32_t frame, const std::vector<Frame>& from)
{
    std::vector<std::uint32_t> chain;
    for (; frame != rootFrame; frame = from[frame].parent) {
        chain.push_back(frame);
    }
    std::uint32_t moved = rootFrame;
    for (auto old = chain.rbegin(); old != chain.rend(); ++old) {
        const bool isContainer = from[*old].depth > from[from[*old].parent].depth;
        moved = frameOf(from[*old].to, moved, isContainer);
    }
    return moved;
}

GrammarMachine::StateId GrammarMachine::forgetAllBut(StateId state)
{
    State kept = std::move(m_states[static_cast<std::size_t>(state)]);
    const std::vector<Frame> frames = std::move(m_frames);
    clear();
    Closure closure{std::move(kept.ways), kept.accepts};
    for (Way& way : closure.first) {
        way.frame = moveFrame(way.frame, frames);
    }
    return stateOf(std::move(closure));
}

} // namespace inference
