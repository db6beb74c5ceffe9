// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/tool_call_parser.h"

#include "core/text/json.h"
#include "inference/engine/chat/held_suffix.h"
#include "inference/engine/chat/json_member.h"
#include "inference/engine/chat/tool_text.h"

#include <utility>

namespace inference {

using core::Json;
using core::ModelToolCall;

namespace {

constexpr std::string_view whitespace = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(whitespace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(whitespace) - first + 1);
}

ModelToolCall unreadable(std::string_view block, std::string name = std::string(unreadableToolName))
{
    return {.callId = {}, .name = std::move(name), .arguments = std::string(block)};
}

} // namespace

ModelToolCall readToolCall(std::string_view block)
{
    const std::string_view text = trimmed(block);
    const auto parsed = core::parseJson(text);
    if (!parsed || !parsed->is_object()) {
        return unreadable(text);
    }
    const auto name = parsed->find("name");
    if (name == parsed->end() || !name->is_string() || name->get_ref<const std::string&>().empty())
    {
        return unreadable(text);
    }
    const auto arguments = parsed->find("arguments");
    if (arguments == parsed->end()) {
        return unreadable(text, name->get<std::string>());
    }
    // Some models put the arguments into a string once more.
    std::string written = arguments->is_string() ? arguments->get<std::string>()
                                                 : std::string(jsonMember(text, "arguments"));
    return {.callId = {}, .name = name->get<std::string>(), .arguments = std::move(written)};
}

std::string ToolCallParser::add(std::string_view piece)
{
    m_held += piece;
    std::string text;
    for (;;) {
        const std::string_view tag = m_insideCall ? toolCallEnd : toolCallBegin;
        const std::size_t at = m_held.find(tag);
        if (at == std::string::npos) {
            break;
        }
        if (m_insideCall) {
            m_calls.push_back(readToolCall(std::string_view(m_held).substr(0, at)));
        } else {
            text += m_held.substr(0, at);
        }
        m_held.erase(0, at + tag.size());
        m_insideCall = !m_insideCall;
    }
    if (!m_insideCall) {
        const std::size_t certain = m_held.size() - heldSuffix(m_held, toolCallBegin);
        text += m_held.substr(0, certain);
        m_held.erase(0, certain);
    }
    return text;
}

std::string ToolCallParser::finish()
{
    std::string rest = std::exchange(m_held, {});
    if (!std::exchange(m_insideCall, false)) {
        return rest;
    }
    // The answer broke off inside a block: even if it looks whole, nobody knows.
    m_calls.push_back(unreadable(trimmed(rest)));
    return {};
}

} // namespace inference
