// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// `<|im_start|>role`, a line break, the text, `<|im_end|>`: Qwen, SmolLM, Hermes and many more.
class ChatmlFormat final : public ChatFormat {
public:
    [[nodiscard]] std::string_view name() const override { return "chatml"; }
    void writeSystem(Prompt& prompt, std::string_view text) const override;
    void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const override;
    void writeAnswerStart(Prompt& prompt) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override { return {"<|im_end|>"}; }
};

} // namespace inference
