// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// For models that were taught no conversation: the instructions, a blank line, then all texts
/// one after another without roles, so that a story goes on.
class PlainFormat final : public ChatFormat {
public:
    explicit PlainFormat(TextStart textStart)
        : m_textStart(textStart)
    {
    }
    [[nodiscard]] std::string_view name() const override { return "plain"; }
    void writeSystem(Prompt& prompt, std::string_view text) const override;
    void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const override;
    void writeAnswerStart(Prompt& prompt) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override { return {}; }
    [[nodiscard]] bool declaresTools() const override { return false; }
    [[nodiscard]] bool trimsAnswerStart() const override { return false; }

private:
    TextStart m_textStart;
};

} // namespace inference
