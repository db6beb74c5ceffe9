// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/engine/chat/answer_parser.h"
#include "inference/engine/chat/chat_format.h"
#include "inference/engine/sequence_pool.h"
#include "inference/grammar/token_matcher.h"
#include "inference/sampling/sampler.h"
#include "inference/tokenizer/tokenizer.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace inference {

using ModelProgressSink = std::function<void(const core::ModelProgress&)>;

/// Where an answer ends: at a token or at a spelling.
struct AnswerEnds {
    std::vector<TokenId> tokens = {};
    std::vector<TokenId> goOnTokens = {}; ///< the model's end tokens that end only a part of it
    std::vector<std::string> stopStrings = {};

    /// The format's end markers: a token where the vocabulary has one, else its letters.
    static AnswerEnds of(const ChatFormat& format, const Tokenizer& tokenizer);

    [[nodiscard]] bool endsAt(TokenId id, const Tokenizer& tokenizer) const;
};

/// What is to be written.
struct AnswerTask {
    core::SamplingOptions sampling = {};
    std::int64_t tokensMax = 0;
    AnswerRules rules = {}; ///< how it is read
    /// Keeps the answer to its form, from its first token on; nullptr where it is free. Borrowed.
    TokenMatcher* form = nullptr;
};

/// An answer as it was generated.
struct Answer {
    std::string text;
    std::string reasoning;
    std::vector<core::ModelToolCall> toolCalls; ///< without ids
    core::FinishReason finish = core::FinishReason::Stop;
    std::vector<TokenId> tokens; ///< without the end token
    std::int64_t tokensGenerated = 0;
    bool tokensAreText = true; ///< false when a stop string cut a token in two
};

/// Generates token after token into a sequence. An answer with a form ends when nothing can follow
/// in it; tokens that must follow are read together, without sampling. Members are borrowed.
/// Thread rule: one owner.
class AnswerWriter {
public:
    AnswerWriter(LoadedModel& model, const Tokenizer& tokenizer, const AnswerEnds& ends)
        : m_model(model)
        , m_tokenizer(tokenizer)
        , m_ends(ends)
    {
    }

    /// `logits` is what follows the sequence. Sends each new piece of text to `progress`.
    core::Result<Answer> write(Sequence& sequence, std::vector<float> logits,
        const AnswerTask& task, const ModelProgressSink& progress, const std::stop_token& stop);

private:
    core::Result<std::vector<TokenId>> choose(Sampler& sampler, const AnswerTask& task,
        std::span<float> logits, std::int64_t position, std::int64_t room);
    core::Result<void> read(Sequence& sequence, std::span<const TokenId> ids,
        std::vector<float>& logits, const std::stop_token& stop);

    LoadedModel& m_model;
    const Tokenizer& m_tokenizer;
    const AnswerEnds& m_ends;
};

} // namespace inference
