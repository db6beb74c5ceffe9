// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/inst_format.h"

#include "inference/engine/chat/tool_text.h"

namespace inference {

std::string_view InstFormat::name() const
{
    return m_style == InstStyle::Llama2 ? "llama2" : "mistral";
}

void InstFormat::writeSystem(Prompt& prompt, std::string_view text) const
{
    prompt.text("[INST] ");
    if (m_style == InstStyle::Llama2) {
        prompt.text("<<SYS>>\n").text(text).text("\n<</SYS>>\n\n");
    } else {
        prompt.text(text).text("\n\n");
    }
}

void InstFormat::writeMessage(
    Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const
{
    using Role = core::ModelMessage::Role;
    const bool continuesSystem = place == MessagePlace::AfterSystem;
    if (message.role == Role::Assistant) {
        // After dropped messages an answer may come first: its question is empty then.
        prompt.text(continuesSystem ? "[/INST]" : "");
        writeAnswer(prompt, message);
        prompt.marker("</s>");
        return;
    }
    if (!continuesSystem) {
        if (m_style == InstStyle::Llama2 && place == MessagePlace::Later) {
            prompt.marker("<s>");
        }
        prompt.text("[INST] ");
    }
    prompt.text(message.role == Role::Tool ? toolAnswerText(message) : message.text);
    prompt.text(" [/INST]");
}

void InstFormat::writeAnswerStart(Prompt&) const { }

} // namespace inference
