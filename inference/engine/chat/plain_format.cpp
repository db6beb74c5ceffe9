// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/plain_format.h"

namespace inference {

void PlainFormat::writeSystem(Prompt& prompt, std::string_view text) const
{
    prompt.text(text).text("\n\n");
}

void PlainFormat::writeMessage(
    Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const
{
    if (message.tokens) {
        prompt.tokens(message.tokens->ids);
        return;
    }
    // Words of two messages must not run together. A sentence-piece vocabulary parts them itself.
    const bool needsSpace = m_textStart == TextStart::AddsNothing && place == MessagePlace::Later
        && !message.text.empty() && message.text.front() != ' ' && message.text.front() != '\n';
    prompt.text(needsSpace ? " " : "").text(message.text);
}

void PlainFormat::writeAnswerStart(Prompt&) const { }

} // namespace inference
