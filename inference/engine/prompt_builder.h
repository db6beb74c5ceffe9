// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/backend/backend.h"
#include "inference/engine/chat/chat_format.h"
#include "inference/engine/context_window.h"
#include "inference/tokenizer/tokenizer.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace inference {

/// The fewest tokens that are kept free for an answer, however long the messages are.
constexpr std::int64_t answerTokensMin = 16;

/// A request as tokens.
struct BuiltPrompt {
    std::vector<TokenId> tokens;
    /// Of the tokens: Decode for those that this model generated, so that they are rebuilt alike.
    std::vector<NumericClass> classes = {};
    std::int64_t answerTokensMax = 0;
    std::int64_t messagesDropped = 0;
    bool endsInReasoning = false; ///< the answer goes on inside of the model's reasoning
};

/// Makes tokens of requests: the format writes the messages that fit, oldest go first. The same
/// messages with more behind them give the same tokens with more behind them, where the format
/// writes them alike, until messages have to be dropped.
/// Thread rule: immutable; any thread.
class PromptBuilder {
public:
    /// `fingerprint` tells which recorded tokens are this model's. Borrows tokenizer and format.
    PromptBuilder(const Tokenizer& tokenizer, const ChatFormat& format, std::int64_t contextTokens,
        std::string fingerprint);

    /// LimitReached when the instructions and the last message leave no room for an answer;
    /// InvalidInput when there is nothing to read at all; Cancelled on a stop; errors of the
    /// format.
    [[nodiscard]] core::Result<BuiltPrompt> build(
        const core::ModelRequest& request, const std::stop_token& stop) const;

private:
    struct Parts;

    [[nodiscard]] core::Result<BuiltPrompt> write(const Conversation& conversation) const;
    [[nodiscard]] core::Result<BuiltPrompt> writeFitting(
        const Parts& parts, std::int64_t asked, const std::stop_token& stop) const;
    [[nodiscard]] core::Result<BuiltPrompt> writeWindow(
        const Parts& parts, std::int64_t asked, const std::stop_token& stop) const;
    [[nodiscard]] core::Result<std::int64_t> fixedTokens(const Conversation& conversation) const;
    [[nodiscard]] core::Result<std::vector<WindowMessage>> measure(
        std::span<const core::ModelMessage> messages, const std::stop_token& stop) const;
    [[nodiscard]] std::int64_t tokensOf(const core::ModelMessage& message) const;
    [[nodiscard]] bool isOurs(const core::TokenRecord& record) const;
    [[nodiscard]] core::Error doesNotFit(std::int64_t systemLength, std::int64_t lastLength) const;

    const Tokenizer& m_tokenizer;
    const ChatFormat& m_format;
    std::int64_t m_contextTokens;
    std::string m_fingerprint;
    std::size_t m_textBytesMax; ///< a longer text cannot fit the context, whatever it says
    std::int64_t m_frameTokens; ///< what a message takes beside its words
};

} // namespace inference
