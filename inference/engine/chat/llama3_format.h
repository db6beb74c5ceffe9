// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// `<|start_header_id|>role<|end_header_id|>`, a blank line, the text, `<|eot_id|>`: Llama 3.
class Llama3Format final : public ChatFormat {
public:
    [[nodiscard]] std::string_view name() const override { return "llama3"; }
    void writeSystem(Prompt& prompt, std::string_view text) const override;
    void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const override;
    void writeAnswerStart(Prompt& prompt) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override { return {"<|eot_id|>"}; }
};

} // namespace inference
