// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// Llama 2 frames its instructions in `<<SYS>>` and begins each turn with `<s>`; Mistral writes
/// them before the first words and begins only the context.
enum class InstStyle { Llama2, Mistral };

/// `[INST] words [/INST] answer</s>`, the instructions inside the first pair.
class InstFormat final : public ChatFormat {
public:
    explicit InstFormat(InstStyle style)
        : m_style(style)
    {
    }
    [[nodiscard]] std::string_view name() const override;
    void writeSystem(Prompt& prompt, std::string_view text) const override;
    void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const override;
    void writeAnswerStart(Prompt& prompt) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override { return {"</s>"}; }

private:
    InstStyle m_style;
};

} // namespace inference
