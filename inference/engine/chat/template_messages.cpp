// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_messages.h"

#include "inference/engine/chat/answer_parser.h"
#include "inference/engine/chat/template_message_list.h"
#include "inference/engine/chat/tool_text.h"

#include <optional>
#include <string>

namespace inference {

using core::ModelMessage;
using core::ModelToolCall;
using core::OrderedJson;
using Role = core::ModelMessage::Role;

namespace {

OrderedJson declarationsOf(std::span<const core::ToolDeclaration> tools)
{
    OrderedJson list = OrderedJson::array();
    for (const core::ToolDeclaration& tool : tools) {
        list.push_back(toolJson(tool));
    }
    return list;
}

/// Instructions first, then tools in words, then memory: what changes least comes first.
std::string systemText(const Conversation& conversation, const TemplateFacts& facts)
{
    std::vector<std::string> parts;
    for (const ModelMessage& message : conversation.leading) {
        parts.push_back(message.text);
    }
    if (!facts.takesTools && !conversation.tools.empty()) {
        const CallFormat format = facts.takesCalls ? CallFormat::DeepSeek : CallFormat::Tagged;
        parts.insert(
            parts.begin() + (parts.empty() ? 0 : 1), toolsText(conversation.tools, format));
    }
    std::string text;
    for (const std::string& part : parts) {
        text += text.empty() || part.empty() ? part : "\n\n" + part;
    }
    return text;
}

/// An answer for a template that knows no calls: they stand in its text.
std::string answerInWords(const ModelMessage& message)
{
    std::string text = message.text;
    for (const ModelToolCall& call : message.toolCalls) {
        text += (text.empty() ? "" : "\n") + toolCallText(call);
    }
    return text;
}

/// An answer that came from elsewhere and has its reasoning in its text, with the two apart.
std::optional<ModelMessage> partReasoning(const ModelMessage& message)
{
    const std::string_view text = trimmedText(message.text);
    if (message.tokens || !message.reasoning.empty() || !text.starts_with("<think>")
        || text.find("</think>") == std::string_view::npos)
    {
        return std::nullopt;
    }
    const auto parser = AnswerParser::create({.trims = true});
    const AnswerDelta all = parser->add(text);
    ModelMessage parted = message;
    parted.reasoning = all.reasoning;
    parted.text = all.text;
    return parted;
}

} // namespace

TemplateMessages templateMessages(const Conversation& conversation, const TemplateFacts& facts)
{
    TemplateMessageList list(facts, conversation);
    const auto messages = conversation.messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const ModelMessage& message = messages[i];
        switch (message.role) {
        case Role::User:
            list.addText("user", message.text);
            break;
        case Role::System:
            list.addText(facts.takesLaterSystem ? "system" : "user", message.text);
            break;
        case Role::Assistant:
            if (facts.takesCalls && !message.toolCalls.empty()) {
                i += list.addCalls(message, messages.subspan(i + 1));
            } else if (const auto parted = partReasoning(message)) {
                list.addAnswer(*parted, answerInWords(*parted));
            } else {
                list.addAnswer(message, answerInWords(message));
            }
            break;
        case Role::Tool:
            if (facts.takesCalls) {
                list.addResult(message);
            } else {
                list.addText("user", toolAnswerText(message));
            }
            break;
        }
    }
    TemplateMessages out = list.finish(systemText(conversation, facts));
    if (facts.takesTools && !conversation.tools.empty()) {
        out.tools = declarationsOf(conversation.tools);
    }
    return out;
}

} // namespace inference
