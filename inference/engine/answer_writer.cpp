// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/answer_writer.h"

#include "inference/engine/chat/answer_markers.h"
#include "inference/engine/chat/answer_text.h"
#include "inference/engine/prompt_reader.h"
#include "inference/sampling/sampler.h"

#include <algorithm>

namespace inference {

using core::FinishReason;
using core::Result;

namespace {

/// Takes the tokens that spell what stands behind a stop string off the answer.
void cutAtStop(Answer& answer, const Tokenizer& tokenizer, std::size_t stopAt)
{
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < answer.tokens.size() && bytes < stopAt) {
        bytes += answerPiece(tokenizer, answer.tokens[kept]).size();
        ++kept;
    }
    answer.tokensAreText = bytes == stopAt;
    answer.tokens.resize(kept);
}

/// The token of exactly this spelling.
std::optional<TokenId> tokenOf(const Tokenizer& tokenizer, const std::string& marker)
{
    const std::vector<TokenId> ids = tokenizer.encode(marker, SpecialTokens::Parse);
    const bool isToken = ids.size() == 1 && tokenizer.tokenText(ids.front()) == marker;
    return isToken ? std::optional(ids.front()) : std::nullopt;
}

} // namespace

AnswerEnds AnswerEnds::of(const ChatFormat& format, const Tokenizer& tokenizer)
{
    AnswerEnds ends;
    for (const std::string& marker : format.endMarkers()) {
        if (const auto id = tokenOf(tokenizer, marker)) {
            ends.tokens.push_back(*id);
        } else {
            ends.stopStrings.push_back(marker);
        }
    }
    for (const std::string& marker : format.goOnMarkers()) {
        if (const auto id = tokenOf(tokenizer, marker)) {
            ends.goOnTokens.push_back(*id);
        }
    }
    return ends;
}

bool AnswerEnds::endsAt(TokenId id, const Tokenizer& tokenizer) const
{
    const auto isAmong = [id](const std::vector<TokenId>& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    return isAmong(tokens) || (tokenizer.isEndOfText(id) && !isAmong(goOnTokens));
}

Result<Answer> AnswerWriter::write(Sequence& sequence, std::vector<float> logits,
    const AnswerTask& task, const ModelProgressSink& progress, const std::stop_token& stop)
{
    Answer answer;
    answer.finish = FinishReason::Length;
    Sampler sampler(task.sampling);
    AnswerText text(task.rules, m_ends.stopStrings);
    const auto show = [&](AnswerDelta delta) {
        answer.text += delta.text;
        answer.reasoning += delta.reasoning;
        if (progress) {
            progress({.phase = core::ModelProgress::Phase::Generating,
                .done = answer.tokensGenerated,
                .total = task.tokensMax,
                .text = std::move(delta.text),
                .reasoning = std::move(delta.reasoning)});
        }
    };
    while (answer.tokensGenerated < task.tokensMax) {
        if (stop.stop_requested()) {
            return core::fail(core::ErrorCode::Cancelled, "The answer was stopped.");
        }
        const TokenId id = TRY(sampler.sample(logits, sequence.cache->length()));
        ++answer.tokensGenerated;
        if (m_ends.endsAt(id, m_tokenizer)) {
            answer.finish = FinishReason::Stop;
            break;
        }
        answer.tokens.push_back(id);
        show(text.add(answerPiece(m_tokenizer, id)));
        if (text.stopped()) {
            answer.finish = FinishReason::Stop;
            cutAtStop(answer, m_tokenizer, *text.stopAt());
            break;
        }
        if (answer.tokensGenerated < task.tokensMax) {
            TRY(readToken(m_model, *sequence.cache, id, logits, stop));
            sequence.tokens.push_back(id);
        }
    }
    show(text.finish());
    answer.toolCalls = text.calls();
    if (!answer.toolCalls.empty()) {
        answer.finish = FinishReason::ToolCalls;
    }
    return answer;
}

} // namespace inference
