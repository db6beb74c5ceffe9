// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/prompt_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::ModelMessage;
using core::ModelRequest;
using core::Result;

namespace {

/// Room that is made when messages are dropped, as a share of the context.
constexpr std::int64_t slackDivisor = 4;

/// The length of a message that is not even worth tokenising.
constexpr std::int64_t tooLong = std::int64_t{1} << 40;

/// How often a window is chosen again when what was written is longer than what was measured.
constexpr int correctionsMax = 4;

std::size_t longestPiece(const Tokenizer& tokenizer)
{
    std::size_t longest = 1;
    for (TokenId id = 0; id < tokenizer.vocabularySize(); ++id) {
        longest = std::max(longest, tokenizer.tokenText(id).size());
    }
    return longest;
}

std::size_t leadingSystemMessages(const ModelRequest& request)
{
    const auto end = std::find_if(request.messages.begin(), request.messages.end(),
        [](const ModelMessage& message) { return message.role != ModelMessage::Role::System; });
    return static_cast<std::size_t>(end - request.messages.begin());
}

WindowStart startOf(ModelMessage::Role role)
{
    switch (role) {
    case ModelMessage::Role::User:
        return WindowStart::Question;
    case ModelMessage::Role::Tool:
        return WindowStart::Never;
    case ModelMessage::Role::System:
    case ModelMessage::Role::Assistant:
        break;
    }
    return WindowStart::Possible;
}

/// What a question and an answer take beside their words, for each of them.
std::int64_t frameTokensOf(const ChatFormat& format, const Tokenizer& tokenizer)
{
    const ModelMessage question{.role = ModelMessage::Role::User, .text = "a"};
    const ModelMessage answer{.role = ModelMessage::Role::Assistant, .text = "a"};
    const std::vector<ModelMessage> messages{question, answer, question, answer, question};
    const auto length = [&](std::size_t count) -> std::int64_t {
        const auto written = format.write(
            {.messages = std::span(messages).first(count), .now = "2026-01-01T00:00:00"});
        return written ? static_cast<std::int64_t>(written->prompt.encode(tokenizer).size()) : 0;
    };
    const auto word =
        static_cast<std::int64_t>(tokenizer.encode("a", SpecialTokens::AsText).size());
    return std::max<std::int64_t>((length(5) - length(3) + 1) / 2 - word, 0);
}

} // namespace

/// A request, taken apart.
struct PromptBuilder::Parts {
    Conversation conversation; ///< with all messages
    std::vector<WindowMessage> measured; ///< of conversation.messages
};

PromptBuilder::PromptBuilder(const Tokenizer& tokenizer, const ChatFormat& format,
    std::int64_t contextTokens, std::string fingerprint)
    : m_tokenizer(tokenizer)
    , m_format(format)
    , m_contextTokens(contextTokens)
    , m_fingerprint(std::move(fingerprint))
    , m_textBytesMax(static_cast<std::size_t>(contextTokens) * longestPiece(tokenizer))
    , m_frameTokens(frameTokensOf(format, tokenizer))
{
}

bool PromptBuilder::isOurs(const core::TokenRecord& record) const
{
    return record.modelFingerprint == m_fingerprint
        && std::all_of(record.ids.begin(), record.ids.end(),
            [&](TokenId id) { return id >= 0 && id < m_tokenizer.vocabularySize(); });
}

std::int64_t PromptBuilder::tokensOf(const ModelMessage& message) const
{
    if (message.tokens && isOurs(*message.tokens)) {
        return static_cast<std::int64_t>(message.tokens->ids.size()) + m_frameTokens;
    }
    const auto count = [&](const std::string& text) {
        return text.size() > m_textBytesMax
            ? tooLong
            : static_cast<std::int64_t>(m_tokenizer.encode(text, SpecialTokens::AsText).size());
    };
    std::int64_t tokens = count(message.text) + m_frameTokens;
    for (const core::ModelToolCall& call : message.toolCalls) {
        tokens += count(call.name) + count(call.arguments) + m_frameTokens;
    }
    return tokens;
}

Result<std::vector<WindowMessage>> PromptBuilder::measure(
    std::span<const ModelMessage> messages, const std::stop_token& stop) const
{
    std::vector<WindowMessage> measured;
    for (const ModelMessage& message : messages) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "The call was stopped.");
        }
        measured.push_back({.tokens = tokensOf(message), .start = startOf(message.role)});
    }
    return measured;
}

core::Error PromptBuilder::doesNotFit(std::int64_t systemLength, std::int64_t lastLength) const
{
    const std::string last = lastLength >= tooLong ? "far too many" : std::to_string(lastLength);
    return {.code = ErrorCode::LimitReached,
        .message = fmt::format(
            "The instructions have {} tokens and the last message {}; the context holds {}, of "
            "which at least {} are kept for the answer. Shorten them, or load the model with a "
            "longer context.",
            systemLength, last, m_contextTokens, answerTokensMin)};
}

Result<BuiltPrompt> PromptBuilder::write(const Conversation& conversation) const
{
    const WrittenConversation written = TRY(m_format.write(conversation));
    BuiltPrompt built{.tokens = {}, .endsInReasoning = written.endsInReasoning};
    built.tokens = written.prompt.encode(m_tokenizer, &built.classes);
    const auto bos = m_tokenizer.addBos() ? m_tokenizer.bos() : std::nullopt;
    if (bos && (built.tokens.empty() || built.tokens.front() != *bos)) {
        built.tokens.insert(built.tokens.begin(), *bos);
        built.classes.insert(built.classes.begin(), NumericClass::Prefill);
    }
    return built;
}

/// What the conversation takes beside its messages, measured with a short question.
Result<std::int64_t> PromptBuilder::fixedTokens(const Conversation& conversation) const
{
    const ModelMessage question{.role = ModelMessage::Role::User, .text = "a"};
    Conversation shortest = conversation;
    shortest.messages = {&question, 1};
    const BuiltPrompt built = TRY(write(shortest));
    return static_cast<std::int64_t>(built.tokens.size()) - tokensOf(question);
}

/// Drops the oldest messages until the rest fits.
Result<BuiltPrompt> PromptBuilder::writeWindow(
    const Parts& parts, std::int64_t asked, const std::stop_token& stop) const
{
    const std::int64_t fixed = TRY(fixedTokens(parts.conversation));
    const auto messages = parts.conversation.messages;
    // Half the context for the answer if that much is wanted, less when the words need it.
    for (const std::int64_t reserve : {m_contextTokens / 2, answerTokensMin}) {
        const std::int64_t room = m_contextTokens - std::min(asked, reserve);
        std::int64_t excess = 0;
        for (int i = 0; i < correctionsMax; ++i) {
            if (stop.stop_requested()) {
                return fail(ErrorCode::Cancelled, "The call was stopped.");
            }
            const auto first =
                chooseWindow(parts.measured, room - fixed - excess, m_contextTokens / slackDivisor);
            if (!first) {
                break;
            }
            Conversation window = parts.conversation;
            window.messages = messages.subspan(*first);
            auto built = write(window);
            if (!built && built.error().code != ErrorCode::LimitReached) {
                return built;
            }
            // A template that needs more than its limits is a window that is too long, too.
            const std::int64_t length = built ? static_cast<std::int64_t>(built->tokens.size())
                                              : room + m_contextTokens / slackDivisor;
            if (length <= room) {
                built->messagesDropped = static_cast<std::int64_t>(*first);
                return built;
            }
            excess += length - room;
        }
    }
    return fail(doesNotFit(fixed, parts.measured.empty() ? 0 : parts.measured.back().tokens));
}

Result<BuiltPrompt> PromptBuilder::writeFitting(
    const Parts& parts, std::int64_t asked, const std::stop_token& stop) const
{
    std::int64_t words = 0;
    for (const WindowMessage& message : parts.measured) {
        words += message.tokens;
    }
    if (words < m_contextTokens) {
        auto built = write(parts.conversation);
        const std::int64_t room = m_contextTokens - std::min(asked, m_contextTokens / 2);
        const bool isTooLong = built ? static_cast<std::int64_t>(built->tokens.size()) > room
                                     : built.error().code == ErrorCode::LimitReached;
        if (!isTooLong) {
            return built;
        }
    }
    return writeWindow(parts, asked, stop);
}

Result<BuiltPrompt> PromptBuilder::build(
    const ModelRequest& request, const std::stop_token& stop) const
{
    const std::size_t leading = leadingSystemMessages(request);
    const auto all = std::span(request.messages);
    Parts parts{.conversation = {.leading = all.first(leading),
                    .messages = all.subspan(leading),
                    .tools = request.tools,
                    .now = request.now,
                    .variables = &request.templateVariables,
                    .isOurs = [this](const core::TokenRecord& record) { return isOurs(record); }},
        .measured = {}};
    parts.measured = TRY(measure(parts.conversation.messages, stop));
    const std::int64_t asked = std::max<std::int64_t>(request.outputTokensMax, 1);
    BuiltPrompt built = TRY(writeFitting(parts, asked, stop));
    if (built.tokens.empty()) {
        return fail(ErrorCode::InvalidInput, "There is nothing to answer. Write a message.");
    }
    built.answerTokensMax =
        std::min(asked, m_contextTokens - static_cast<std::int64_t>(built.tokens.size()));
    return built;
}

} // namespace inference
