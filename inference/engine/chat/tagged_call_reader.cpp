// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/tagged_call_reader.h"

#include "inference/engine/chat/function_block.h"
#include "inference/engine/chat/json_progress.h"
#include "inference/engine/chat/marker_search.h"
#include "inference/engine/chat/tool_text.h"

#include <utility>

namespace inference {

namespace {

/// Whether a call may end behind `body`.
bool endsHere(std::string_view body)
{
    const std::string_view text = trimmedText(body);
    if (text.starts_with(functionBegin)) {
        return text.ends_with(functionEnd);
    }
    JsonProgress json;
    json.look(text);
    return !json.isInsideString();
}

} // namespace

std::string_view TaggedCallReader::endTag() const
{
    return m_state == State::Bare ? functionEnd : toolCallEnd;
}

/// Moves text that is no call out of m_held. True when a call begins behind it.
bool TaggedCallReader::enterCall(std::string& text)
{
    const std::string_view bareBegin = m_takesBare ? functionBegin : toolCallBegin;
    const MarkerPlace begin = findMarker(m_held, {toolCallBegin, bareBegin});
    if (begin.at == std::string_view::npos) {
        const std::size_t held = heldSuffix(m_held, {toolCallBegin, bareBegin});
        text += m_held.substr(0, m_held.size() - held);
        m_held.erase(0, m_held.size() - held);
        return false;
    }
    text += m_held.substr(0, begin.at);
    const bool isBare = begin.marker == functionBegin;
    m_held.erase(0, begin.at + (isBare ? 0 : begin.marker.size()));
    m_state = isBare ? State::Bare : State::Tagged;
    m_searched = 0;
    m_firstEnd = std::string::npos;
    return true;
}

/// The call that ends at `at`, where its end tag stands.
void TaggedCallReader::closeAt(std::size_t at)
{
    const std::size_t kept = at + (m_state == State::Bare ? functionEnd.size() : 0);
    const std::string_view body = trimmedText(std::string_view(m_held).substr(0, kept));
    m_calls.push_back(
        body.starts_with(functionBegin) ? readFunctionBlock(body, m_tools) : readJsonCall(body));
    m_held.erase(0, at + endTag().size());
    m_state = State::Text;
}

/// True when the call has ended.
bool TaggedCallReader::leaveCall()
{
    for (;;) {
        const std::size_t at = m_held.find(endTag(), m_searched);
        if (at == std::string::npos) {
            const std::size_t overlap = std::min(m_held.size(), endTag().size() - 1);
            m_searched = std::max(m_searched, m_held.size() - overlap);
            return false;
        }
        if (m_state == State::Bare || endsHere(std::string_view(m_held).substr(0, at))) {
            closeAt(at);
            return true;
        }
        m_firstEnd = std::min(m_firstEnd, at);
        m_searched = at + 1;
    }
}

std::string TaggedCallReader::add(std::string_view piece)
{
    m_held += piece;
    std::string text;
    while (m_state == State::Text ? enterCall(text) : leaveCall()) {
    }
    return text;
}

std::string TaggedCallReader::finish()
{
    std::string text;
    while (m_state != State::Text) {
        if (m_firstEnd == std::string::npos) {
            // The answer broke off inside a call: even if it looks whole, nobody knows.
            m_calls.push_back(unreadableCall(trimmedText(std::exchange(m_held, {}))));
            m_state = State::Text;
        } else {
            closeAt(std::exchange(m_firstEnd, std::string::npos));
            text += add({});
        }
    }
    return text + std::exchange(m_held, {});
}

} // namespace inference
