// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/answer_writer.h"
#include "inference/engine/chat/answer_text.h"

#include <cstdint>
#include <string>
#include <vector>

namespace inference {

/// An answer while it is generated: takes its tokens, shows its text and knows when it is over.
/// Members are borrowed. Thread rule: one owner.
class AnswerInMaking {
public:
    AnswerInMaking(const Tokenizer& tokenizer, const AnswerEnds& ends, const AnswerTask& task,
        const ModelProgressSink& progress);

    [[nodiscard]] bool goesOn() const { return !m_isOver && room() > 0; }

    /// How many tokens it may still have.
    [[nodiscard]] std::int64_t room() const { return m_task.tokensMax - m_answer.tokensGenerated; }

    /// Takes the next token. Errors: TokenMatcher::accept.
    core::Result<void> take(TokenId id);

    /// The whole answer. Call it once.
    Answer finish();

private:
    void show(AnswerDelta delta);
    void cutAtStop();

    const Tokenizer& m_tokenizer;
    const AnswerEnds& m_ends;
    const AnswerTask& m_task;
    const ModelProgressSink& m_progress;
    AnswerText m_text;
    Answer m_answer;
    bool m_isOver = false;
};

} // namespace inference
