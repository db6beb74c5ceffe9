// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/pattern.h"

#include "core/text/schema/pattern_builder.h"
#include "core/text/schema/schema_limits.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace core::schema {

Result<Pattern> Pattern::compile(std::string_view expression)
{
    auto tree = parsePattern(expression);
    Result<Pattern> pattern = tree ? PatternBuilder(*tree).build() : fail(tree.error());
    if (!pattern) {
        Error error = pattern.error();
        error.message =
            fmt::format("The pattern '{}': {}.", clipUtf8(expression, 80), error.message);
        return fail(std::move(error));
    }
    return pattern;
}

Result<Pattern> Pattern::intersection(const Pattern& other) const
{
    Pattern result;
    if (isEmpty() || other.isEmpty()) {
        return result;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known{{{0, 0}, 0}};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs{{0, 0}};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto [mine, theirs] = pairs[i];
        State state{
            .transitions = {}, .accepts = m_states[mine].accepts && other.m_states[theirs].accepts};
        for (const Transition& a : m_states[mine].transitions) {
            for (const Transition& b : other.m_states[theirs].transitions) {
                const CodePointRange on{
                    std::max(a.on.first, b.on.first), std::min(a.on.last, b.on.last)};
                if (on.first > on.last) {
                    continue;
                }
                const auto [found, isNew] = known.try_emplace(
                    std::pair{a.to, b.to}, static_cast<std::uint32_t>(pairs.size()));
                if (isNew) {
                    pairs.emplace_back(a.to, b.to);
                }
                state.transitions.push_back({on, found->second});
            }
        }
        result.m_states.push_back(std::move(state));
        if (pairs.size() > limits::patternStatesMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format("Two patterns together need more than {} states. Make them simpler.",
                    limits::patternStatesMax));
        }
    }
    result.removeDeadStates();
    return result;
}

bool Pattern::matches(std::string_view utf8) const
{
    if (isEmpty()) {
        return false;
    }
    std::uint32_t at = 0;
    for (const char32_t c : codePointsOf(utf8)) {
        const auto& transitions = m_states[at].transitions;
        const auto found = std::find_if(transitions.begin(), transitions.end(),
            [&](const Transition& next) { return c >= next.on.first && c <= next.on.last; });
        if (found == transitions.end()) {
            return false;
        }
        at = found->to;
    }
    return m_states[at].accepts;
}

void Pattern::removeDeadStates()
{
    std::vector<std::vector<std::uint32_t>> from(m_states.size());
    std::vector<std::uint32_t> alive;
    std::vector<bool> isAlive(m_states.size(), false);
    for (std::uint32_t i = 0; i < m_states.size(); ++i) {
        for (const Transition& next : m_states[i].transitions) {
            from[next.to].push_back(i);
        }
        if (m_states[i].accepts) {
            isAlive[i] = true;
            alive.push_back(i);
        }
    }
    for (std::size_t i = 0; i < alive.size(); ++i) {
        for (const std::uint32_t before : from[alive[i]]) {
            if (!isAlive[before]) {
                isAlive[before] = true;
                alive.push_back(before);
            }
        }
    }
    if (m_states.empty() || !isAlive[0]) {
        m_states.clear();
        return;
    }
    for (State& state : m_states) {
        std::erase_if(state.transitions, [&](const Transition& next) { return !isAlive[next.to]; });
    }
}

} // namespace core::schema
