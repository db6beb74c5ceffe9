// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/llama3_format.h"

#include "inference/engine/chat/tool_text.h"

namespace inference {

namespace {

constexpr std::string_view end = "<|eot_id|>";

void writeHeader(Prompt& prompt, std::string_view role)
{
    prompt.marker("<|start_header_id|>").text(role).marker("<|end_header_id|>").text("\n\n");
}

} // namespace

void Llama3Format::writeSystem(Prompt& prompt, std::string_view text) const
{
    writeHeader(prompt, "system");
    prompt.text(text).marker(end);
}

void Llama3Format::writeMessage(
    Prompt& prompt, const core::ModelMessage& message, MessagePlace) const
{
    using Role = core::ModelMessage::Role;
    switch (message.role) {
    case Role::System:
        writeHeader(prompt, "system");
        prompt.text(message.text);
        break;
    case Role::User:
        writeHeader(prompt, "user");
        prompt.text(message.text);
        break;
    case Role::Tool:
        writeHeader(prompt, "user");
        prompt.text(toolAnswerText(message));
        break;
    case Role::Assistant:
        writeHeader(prompt, "assistant");
        writeAnswer(prompt, message);
        break;
    }
    prompt.marker(end);
}

void Llama3Format::writeAnswerStart(Prompt& prompt) const
{
    writeHeader(prompt, "assistant");
}

} // namespace inference
