// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// What ends a message: `<|end|>` or `</s>`.
enum class RoleTagStyle { Phi3, Zephyr };

/// `<|user|>`, a line break, the text, an end marker and a line break: Phi 3, Zephyr, TinyLlama.
class RoleTagFormat final : public ChatFormat {
public:
    explicit RoleTagFormat(RoleTagStyle style)
        : m_style(style)
    {
    }
    [[nodiscard]] std::string_view name() const override;
    void writeSystem(Prompt& prompt, std::string_view text) const override;
    void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const override;
    void writeAnswerStart(Prompt& prompt) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override;

private:
    [[nodiscard]] std::string_view end() const;
    RoleTagStyle m_style;
};

} // namespace inference
