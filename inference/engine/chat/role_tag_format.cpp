// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/role_tag_format.h"

#include "inference/engine/chat/tool_text.h"

namespace inference {

std::string_view RoleTagFormat::name() const
{
    return m_style == RoleTagStyle::Phi3 ? "phi3" : "zephyr";
}

std::string_view RoleTagFormat::end() const
{
    return m_style == RoleTagStyle::Phi3 ? "<|end|>" : "</s>";
}

void RoleTagFormat::writeSystem(Prompt& prompt, std::string_view text) const
{
    prompt.marker("<|system|>").text("\n").text(text).marker(end()).text("\n");
}

void RoleTagFormat::writeMessage(
    Prompt& prompt, const core::ModelMessage& message, MessagePlace) const
{
    using Role = core::ModelMessage::Role;
    switch (message.role) {
    case Role::System:
        prompt.marker("<|system|>").text("\n").text(message.text);
        break;
    case Role::User:
        prompt.marker("<|user|>").text("\n").text(message.text);
        break;
    case Role::Tool:
        prompt.marker("<|user|>").text("\n").text(toolAnswerText(message));
        break;
    case Role::Assistant:
        prompt.marker("<|assistant|>").text("\n");
        writeAnswer(prompt, message);
        break;
    }
    prompt.marker(end()).text("\n");
}

void RoleTagFormat::writeAnswerStart(Prompt& prompt) const
{
    prompt.marker("<|assistant|>").text("\n");
}

std::vector<std::string> RoleTagFormat::endMarkers() const
{
    return {std::string(end())};
}

} // namespace inference
