// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/answer_parser.h"

#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// The longest head of a message that is waited for; a longer one is text.
constexpr std::size_t harmonyHeadBytesMax = 512;

/// Answers of gpt-oss: messages, each with a head (channel, recipient) and a body. The channel
/// analysis is reasoning; a message to functions.x is a call of x; what else there is is text.
/// The prompt ends behind <|start|>assistant, so an answer begins inside of a head.
class HarmonyParser final : public AnswerParser {
public:
    AnswerDelta add(std::string_view piece) override;
    AnswerDelta finish() override;
    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const override { return m_calls; }

private:
    enum class State { Between, Head, Reasoning, Text, Call };

    [[nodiscard]] bool skip(AnswerDelta& delta);
    [[nodiscard]] bool readHead(AnswerDelta& delta);
    [[nodiscard]] bool readBody(AnswerDelta& delta);
    void beginBody(std::string_view head);
    void take(std::string_view body, AnswerDelta& delta);

    State m_state = State::Head;
    std::string m_held;
    std::string m_recipient;
    StreamTrimmer m_text{true};
    StreamTrimmer m_reasoning{true};
    std::vector<core::ModelToolCall> m_calls;
};

} // namespace inference
