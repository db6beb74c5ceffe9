// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/chatml_format.h"

#include "inference/engine/chat/tool_text.h"

namespace inference {

namespace {

constexpr std::string_view begin = "<|im_start|>";
constexpr std::string_view end = "<|im_end|>";

} // namespace

void ChatmlFormat::writeSystem(Prompt& prompt, std::string_view text) const
{
    prompt.marker(begin).text("system\n").text(text).marker(end).text("\n");
}

void ChatmlFormat::writeMessage(
    Prompt& prompt, const core::ModelMessage& message, MessagePlace) const
{
    using Role = core::ModelMessage::Role;
    prompt.marker(begin);
    switch (message.role) {
    case Role::System:
        prompt.text("system\n").text(message.text);
        break;
    case Role::User:
        prompt.text("user\n").text(message.text);
        break;
    case Role::Tool:
        prompt.text("user\n").text(toolAnswerText(message));
        break;
    case Role::Assistant:
        prompt.text("assistant\n");
        writeAnswer(prompt, message);
        break;
    }
    prompt.marker(end).text("\n");
}

void ChatmlFormat::writeAnswerStart(Prompt& prompt) const
{
    prompt.marker(begin).text("assistant\n");
}

} // namespace inference
