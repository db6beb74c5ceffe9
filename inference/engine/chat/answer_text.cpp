// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_text.h"

#include "inference/engine/chat/held_suffix.h"

#include <algorithm>

namespace inference {

std::size_t AnswerText::heldBytes() const
{
    std::size_t held = 0;
    for (const std::string& stop : m_rules.stopStrings) {
        held = std::max(held, heldSuffix(m_held, stop));
    }
    return held;
}

std::string AnswerText::shown(std::string text)
{
    if (!m_rules.trimsStart || m_begun) {
        return text;
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    text.erase(0, std::min(first, text.size()));
    m_begun = !text.empty();
    return text;
}

std::string AnswerText::release(std::size_t count)
{
    std::string text = m_stream.add(std::string_view(m_held).substr(0, count));
    m_held.erase(0, count);
    m_released += count;
    return shown(m_rules.findsToolCalls ? m_parser.add(text) : std::move(text));
}

std::string AnswerText::add(std::string_view piece)
{
    if (m_stopAt) {
        return {};
    }
    m_held += piece;
    std::size_t stop = std::string::npos;
    for (const std::string& marker : m_rules.stopStrings) {
        stop = std::min(stop, m_held.find(marker));
    }
    if (stop == std::string::npos) {
        return release(m_held.size() - heldBytes());
    }
    std::string text = release(stop);
    m_held.clear();
    m_stopAt = m_released;
    return text;
}

std::string AnswerText::finish()
{
    std::string text = release(m_held.size());
    const std::string last = m_stream.finish();
    if (!m_rules.findsToolCalls) {
        return text + shown(last);
    }
    text += shown(m_parser.add(last));
    return text + shown(m_parser.finish());
}

} // namespace inference
