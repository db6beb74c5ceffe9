// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/answer_parser.h"

#include <memory>
#include <string>
#include <string_view>

namespace inference {

/// Answers that may begin with reasoning between <think> and </think> (or [THINK] and [/THINK]) and
/// go on with text and calls.
class ThinkingParser final : public AnswerParser {
public:
    explicit ThinkingParser(AnswerRules rules);

    AnswerDelta add(std::string_view piece) override;
    AnswerDelta finish() override;
    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const override
    {
        return m_calls->calls();
    }

private:
    enum class State { Beginning, Thinking, Answering };

    [[nodiscard]] bool begin();
    [[nodiscard]] bool think(std::string& reasoning);

    State m_state;
    std::string m_held;
    StreamTrimmer m_textTrimmer;
    StreamTrimmer m_reasoningTrimmer;
    std::unique_ptr<CallReader> m_calls;
};

} // namespace inference
