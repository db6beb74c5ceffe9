// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/harmony_parser.h"

#include "inference/engine/chat/marker_search.h"

#include <utility>

namespace inference {

namespace {

constexpr std::string_view startMark = "<|start|>";
constexpr std::string_view channelMark = "<|channel|>";
constexpr std::string_view messageMark = "<|message|>";
const auto endMarks = {std::string_view("<|end|>"), std::string_view("<|call|>"),
    std::string_view("<|return|>"), startMark};
constexpr std::string_view recipientMark = "to=";
constexpr std::string_view functions = "functions.";
constexpr std::string_view paragraph = "\n\n";

/// The word behind `to=`, which may stand before or behind the channel; empty without one.
std::string_view recipientOf(std::string_view head)
{
    const std::size_t at = head.find(recipientMark);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = head.substr(at + recipientMark.size());
    return rest.substr(0, rest.find_first_of(" \t\n<"));
}

std::string_view channelOf(std::string_view head)
{
    const std::size_t at = head.find(channelMark);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = trimmedText(head.substr(at + channelMark.size()));
    return rest.substr(0, rest.find_first_of(" \t\n<"));
}

} // namespace

void HarmonyParser::beginBody(std::string_view head)
{
    std::string_view recipient = recipientOf(head);
    recipient.remove_prefix(recipient.starts_with(functions) ? functions.size() : 0);
    m_recipient = recipient;
    m_state = !m_recipient.empty()      ? State::Call
        : channelOf(head) == "analysis" ? State::Reasoning
                                        : State::Text;
}

/// Between two messages stands nothing; what does is text.
bool HarmonyParser::skip(AnswerDelta& delta)
{
    const std::size_t at = m_held.find(startMark);
    const std::size_t certain =
        at != std::string::npos ? at : m_held.size() - heldSuffix(m_held, startMark);
    delta.text += m_text.add(std::string_view(m_held).substr(0, certain));
    m_held.erase(0, certain);
    if (at == std::string::npos) {
        return false;
    }
    m_held.erase(0, startMark.size());
    m_state = State::Head;
    return true;
}

/// True when the head is whole, or is none.
bool HarmonyParser::readHead(AnswerDelta& delta)
{
    const std::size_t at = m_held.find(messageMark);
    if (at != std::string::npos && at <= harmonyHeadBytesMax) {
        beginBody(std::string_view(m_held).substr(0, at));
        m_held.erase(0, at + messageMark.size());
        return true;
    }
    if (m_held.size() <= harmonyHeadBytesMax + messageMark.size()) {
        return false;
    }
    delta.text += m_text.add(m_held.substr(0, harmonyHeadBytesMax));
    m_held.erase(0, harmonyHeadBytesMax);
    m_state = State::Text;
    return true;
}

void HarmonyParser::take(std::string_view body, AnswerDelta& delta)
{
    if (m_state == State::Reasoning) {
        delta.reasoning += m_reasoning.add(body);
    } else {
        delta.text += m_text.add(body);
    }
}

/// True when the message is whole.
bool HarmonyParser::readBody(AnswerDelta& delta)
{
    const MarkerPlace end = findMarker(m_held, endMarks);
    const bool isOver = end.at != std::string_view::npos;
    if (m_state == State::Call) {
        if (isOver) {
            m_calls.push_back({.callId = {},
                .name = m_recipient,
                .arguments = std::string(trimmedText(m_held.substr(0, end.at)))});
        }
    } else {
        const std::size_t certain = isOver ? end.at : m_held.size() - heldSuffix(m_held, endMarks);
        take(std::string_view(m_held).substr(0, certain), delta);
        if (isOver) {
            take(paragraph, delta); // parts it from a next message; trimmed without one
        }
        m_held.erase(0, isOver ? 0 : certain);
    }
    if (isOver) {
        m_held.erase(0, end.at + (end.marker == startMark ? 0 : end.marker.size()));
        m_state = State::Between;
    }
    return isOver;
}

AnswerDelta HarmonyParser::add(std::string_view piece)
{
    m_held += piece;
    AnswerDelta delta;
    for (bool goesOn = true; goesOn;) {
        goesOn = m_state == State::Between ? skip(delta)
            : m_state == State::Head       ? readHead(delta)
                                           : readBody(delta);
    }
    return delta;
}

AnswerDelta HarmonyParser::finish()
{
    AnswerDelta delta;
    const std::string rest = std::exchange(m_held, {});
    if (m_state == State::Call) {
        // The end token of a call is no part of the answer, so one without an end may be whole.
        m_calls.push_back(
            {.callId = {}, .name = m_recipient, .arguments = std::string(trimmedText(rest))});
    } else if (m_state != State::Head || rest.find(channelMark) == std::string::npos) {
        take(rest, delta); // a head that broke off says nothing
    }
    return delta;
}

} // namespace inference
