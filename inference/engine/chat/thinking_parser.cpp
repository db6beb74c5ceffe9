// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/thinking_parser.h"

#include "inference/engine/chat/marker_search.h"

#include <array>
#include <utility>

namespace inference {

namespace {

constexpr std::array<std::string_view, 2> beginnings{"<think>", "[THINK]"};
const auto ends = {std::string_view("</think>"), std::string_view("[/THINK]")};

} // namespace

ThinkingParser::ThinkingParser(AnswerRules rules)
    : m_state(rules.startsInReasoning ? State::Thinking
            : rules.trims             ? State::Beginning
                                      : State::Answering)
    , m_textTrimmer(rules.trims)
    , m_reasoningTrimmer(true)
    , m_calls(CallReader::create(rules.callFormat, std::move(rules.tools)))
{
}

/// True when it is known whether the answer begins with reasoning.
bool ThinkingParser::begin()
{
    const std::size_t first = std::min(m_held.find_first_not_of(" \t\r\n"), m_held.size());
    const std::string_view held = std::string_view(m_held).substr(first);
    for (const std::string_view beginning : beginnings) {
        if (held.starts_with(beginning)) {
            m_held.erase(0, first + beginning.size());
            m_state = State::Thinking;
            return true;
        }
        if (beginning.starts_with(held)) {
            return false; // it still may
        }
    }
    m_state = State::Answering;
    return true;
}

/// True when the reasoning has ended.
bool ThinkingParser::think(std::string& reasoning)
{
    const MarkerPlace end = findMarker(m_held, ends);
    const bool isOver = end.at != std::string_view::npos;
    const std::size_t certain = isOver ? end.at : m_held.size() - heldSuffix(m_held, ends);
    reasoning += m_reasoningTrimmer.add(std::string_view(m_held).substr(0, certain));
    m_held.erase(0, certain + end.marker.size());
    m_state = isOver ? State::Answering : State::Thinking;
    return isOver;
}

AnswerDelta ThinkingParser::add(std::string_view piece)
{
    m_held += piece;
    AnswerDelta delta;
    if (m_state == State::Beginning && !begin()) {
        return delta;
    }
    if (m_state == State::Thinking && !think(delta.reasoning)) {
        return delta;
    }
    delta.text = m_textTrimmer.add(m_calls->add(std::exchange(m_held, {})));
    return delta;
}

AnswerDelta ThinkingParser::finish()
{
    AnswerDelta delta;
    const std::string rest = std::exchange(m_held, {});
    if (m_state == State::Thinking) {
        delta.reasoning = m_reasoningTrimmer.add(rest);
        return delta;
    }
    delta.text = m_textTrimmer.add(m_calls->add(rest));
    delta.text += m_textTrimmer.add(m_calls->finish());
    return delta;
}

} // namespace inference
