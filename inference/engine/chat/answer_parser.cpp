// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_parser.h"

#include "inference/engine/chat/harmony_parser.h"
#include "inference/engine/chat/thinking_parser.h"

#include <utility>

namespace inference {

std::unique_ptr<AnswerParser> AnswerParser::create(AnswerRules rules)
{
    if (rules.callFormat == CallFormat::Harmony) {
        return std::make_unique<HarmonyParser>();
    }
    return std::make_unique<ThinkingParser>(std::move(rules));
}

std::string StreamTrimmer::add(std::string_view piece)
{
    if (!m_trims) {
        return std::string(piece);
    }
    m_space += piece;
    const std::size_t first = m_begun ? 0 : m_space.find_first_not_of(" \t\r\n");
    const std::size_t last = m_space.find_last_not_of(" \t\r\n");
    if (last == std::string::npos) {
        return {};
    }
    std::string text = m_space.substr(first, last + 1 - first);
    m_space.erase(0, last + 1);
    m_begun = true;
    return text;
}

} // namespace inference
