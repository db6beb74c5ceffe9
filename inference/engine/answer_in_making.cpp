// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/answer_in_making.h"

#include "inference/engine/chat/answer_markers.h"

namespace inference {

using core::FinishReason;

AnswerInMaking::AnswerInMaking(const Tokenizer& tokenizer, const AnswerEnds& ends,
    const AnswerTask& task, const ModelProgressSink& progress)
    : m_tokenizer(tokenizer)
    , m_ends(ends)
    , m_task(task)
    , m_progress(progress)
    // A form ends by itself, and what it holds may be spelled like an end.
    , m_text(task.rules, task.form == nullptr ? ends.stopStrings : std::vector<std::string>{})
{
    m_answer.finish = FinishReason::Length;
}

void AnswerInMaking::show(AnswerDelta delta)
{
    m_answer.text += delta.text;
    m_answer.reasoning += delta.reasoning;
    if (m_progress) {
        m_progress({.phase = core::ModelProgress::Phase::Generating,
            .done = m_answer.tokensGenerated,
            .total = m_task.tokensMax,
            .text = std::move(delta.text),
            .reasoning = std::move(delta.reasoning)});
    }
}

/// Takes the tokens that spell what stands behind a stop string off the answer.
void AnswerInMaking::cutAtStop()
{
    const std::size_t stopAt = *m_text.stopAt();
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < m_answer.tokens.size() && bytes < stopAt) {
        bytes += answerPiece(m_tokenizer, m_answer.tokens[kept]).size();
        ++kept;
    }
    m_answer.tokensAreText = bytes == stopAt;
    m_answer.tokens.resize(kept);
}

core::Result<void> AnswerInMaking::take(TokenId id)
{
    ++m_answer.tokensGenerated;
    if (m_ends.endsAt(id, m_tokenizer)) {
        m_isOver = true;
    } else {
        if (m_task.form != nullptr) {
            TRY(m_task.form->accept(id));
        }
        m_answer.tokens.push_back(id);
        show(m_text.add(answerPiece(m_tokenizer, id)));
        m_isOver = m_task.form != nullptr && m_task.form->isOver();
    }
    if (m_text.stopped()) {
        m_isOver = true;
        cutAtStop();
    }
    if (m_isOver) {
        m_answer.finish = FinishReason::Stop;
    }
    return {};
}

Answer AnswerInMaking::finish()
{
    show(m_text.finish());
    m_answer.toolCalls = m_text.calls();
    if (!m_answer.toolCalls.empty()) {
        m_answer.finish = FinishReason::ToolCalls;
    }
    return std::move(m_answer);
}

} // namespace inference
