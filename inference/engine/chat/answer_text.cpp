// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_text.h"

#include "inference/engine/chat/marker_search.h"

#include <algorithm>

namespace inference {

namespace {

void append(AnswerDelta& delta, const AnswerDelta& more)
{
    delta.text += more.text;
    delta.reasoning += more.reasoning;
}

} // namespace

std::size_t AnswerText::heldBytes() const
{
    std::size_t held = 0;
    for (const std::string& stop : m_stopStrings) {
        held = std::max(held, heldSuffix(m_held, std::string_view(stop)));
    }
    return held;
}

AnswerDelta AnswerText::release(std::size_t count)
{
    const std::string text = m_stream.add(std::string_view(m_held).substr(0, count));
    m_held.erase(0, count);
    m_released += count;
    return m_parser->add(text);
}

AnswerDelta AnswerText::add(std::string_view piece)
{
    if (m_stopAt) {
        return {};
    }
    m_held += piece;
    std::size_t stop = std::string::npos;
    for (const std::string& marker : m_stopStrings) {
        stop = std::min(stop, m_held.find(marker));
    }
    if (stop == std::string::npos) {
        return release(m_held.size() - heldBytes());
    }
    AnswerDelta delta = release(stop);
    m_held.clear();
    m_stopAt = m_released;
    return delta;
}

AnswerDelta AnswerText::finish()
{
    AnswerDelta delta = release(m_held.size());
    append(delta, m_parser->add(m_stream.finish()));
    append(delta, m_parser->finish());
    return delta;
}

} // namespace inference
