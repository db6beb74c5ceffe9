// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/plain_format.h"

namespace inference {

core::Result<WrittenConversation> PlainFormat::write(const Conversation& conversation) const
{
    WrittenConversation written;
    Prompt& prompt = written.prompt;
    std::string system;
    for (const core::ModelMessage& message : conversation.leading) {
        system += (system.empty() || message.text.empty() ? "" : "\n\n") + message.text;
    }
    prompt.text(system).text(system.empty() ? "" : "\n\n");
    bool isFirst = true;
    for (const core::ModelMessage& message : conversation.messages) {
        prompt.cut();
        const bool isOurs =
            message.tokens && conversation.isOurs && conversation.isOurs(*message.tokens);
        if (isOurs) {
            prompt.tokens(message.tokens->ids);
        } else {
            // Words of two messages must not run together. A sentence-piece vocabulary parts them
            // itself.
            const bool needsSpace = m_textStart == TextStart::AddsNothing && !isFirst
                && !message.text.empty() && message.text.front() != ' '
                && message.text.front() != '\n';
            prompt.text(needsSpace ? " " : "").text(message.text);
        }
        isFirst = false;
    }
    return written;
}

} // namespace inference
