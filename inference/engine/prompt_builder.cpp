// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/prompt_builder.h"

#include "inference/engine/chat/tool_text.h"

#include <fmt/format.h>

#include <algorithm>

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

/// Instructions first, then the tools, then memory: what changes least comes first.
std::string systemText(const ModelRequest& request, std::size_t leading, bool declaresTools)
{
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < leading; ++i) {
        parts.push_back(request.messages[i].text);
    }
    if (declaresTools && !request.tools.empty()) {
        parts.insert(parts.begin() + (parts.empty() ? 0 : 1), toolsText(request.tools));
    }
    std::string text;
    for (const std::string& part : parts) {
        text += text.empty() || part.empty() ? part : "\n\n" + part;
    }
    return text;
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

} // namespace

PromptBuilder::PromptBuilder(const Tokenizer& tokenizer, const ChatFormat& format,
    std::int64_t contextTokens, std::string fingerprint)
    : m_tokenizer(tokenizer)
    , m_format(format)
    , m_contextTokens(contextTokens)
    , m_fingerprint(std::move(fingerprint))
    , m_textBytesMax(static_cast<std::size_t>(contextTokens) * longestPiece(tokenizer))
{
}

bool PromptBuilder::isOurs(const core::TokenRecord& record) const
{
    return record.modelFingerprint == m_fingerprint
        && std::all_of(record.ids.begin(), record.ids.end(),
            [&](TokenId id) { return id >= 0 && id < m_tokenizer.vocabularySize(); });
}

std::vector<TokenId> PromptBuilder::systemTokens(
    const ModelRequest& request, std::size_t leading) const
{
    std::vector<TokenId> tokens;
    if (m_tokenizer.addBos() && m_tokenizer.bos()) {
        tokens.push_back(*m_tokenizer.bos());
    }
    const std::string text = systemText(request, leading, m_format.declaresTools());
    if (!text.empty()) {
        Prompt prompt;
        m_format.writeSystem(prompt, text);
        const std::vector<TokenId> ids = prompt.encode(m_tokenizer);
        tokens.insert(tokens.end(), ids.begin(), ids.end());
    }
    return tokens;
}

std::vector<TokenId> PromptBuilder::messageTokens(
    const ModelMessage& message, MessagePlace place) const
{
    Prompt prompt;
    if (message.tokens && !isOurs(*message.tokens)) {
        ModelMessage words = message;
        words.tokens.reset();
        m_format.writeMessage(prompt, words, place);
    } else {
        m_format.writeMessage(prompt, message, place);
    }
    return prompt.encode(m_tokenizer);
}

WindowMessage PromptBuilder::measure(const ModelMessage& message) const
{
    const std::int64_t tokens = message.text.size() > m_textBytesMax
        ? tooLong
        : static_cast<std::int64_t>(messageTokens(message, MessagePlace::Later).size());
    return {.tokens = tokens, .start = startOf(message.role)};
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

Result<BuiltPrompt> PromptBuilder::build(
    const ModelRequest& request, const std::stop_token& stop) const
{
    const std::size_t leading = leadingSystemMessages(request);
    const auto messages = std::span(request.messages).subspan(leading);
    std::vector<WindowMessage> measured;
    for (const ModelMessage& message : messages) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "The call was stopped.");
        }
        measured.push_back(measure(message));
    }
    BuiltPrompt built{.tokens = systemTokens(request, leading)};
    const auto systemLength = static_cast<std::int64_t>(built.tokens.size());
    const bool hasSystem = systemLength > (m_tokenizer.addBos() ? 1 : 0);
    Prompt answerStart;
    m_format.writeAnswerStart(answerStart);
    const std::vector<TokenId> answerTokens = answerStart.encode(m_tokenizer);
    const std::int64_t asked = std::max<std::int64_t>(request.outputTokensMax, 1);
    const std::int64_t room =
        m_contextTokens - systemLength - static_cast<std::int64_t>(answerTokens.size());
    // Half the context for the answer if that much is wanted, less when the words need it.
    std::optional<std::size_t> first;
    for (const std::int64_t reserve : {m_contextTokens / 2, answerTokensMin}) {
        if (!first) {
            first = chooseWindow(
                measured, room - std::min(asked, reserve), m_contextTokens / slackDivisor);
        }
    }
    if (!first || room < std::min(asked, answerTokensMin)) {
        return fail(doesNotFit(systemLength, measured.empty() ? 0 : measured.back().tokens));
    }
    for (std::size_t i = *first; i < messages.size(); ++i) {
        const MessagePlace place = i > *first ? MessagePlace::Later
            : hasSystem                       ? MessagePlace::AfterSystem
                                              : MessagePlace::First;
        const std::vector<TokenId> ids = messageTokens(messages[i], place);
        built.tokens.insert(built.tokens.end(), ids.begin(), ids.end());
    }
    built.tokens.insert(built.tokens.end(), answerTokens.begin(), answerTokens.end());
    if (built.tokens.empty()) {
        return fail(ErrorCode::InvalidInput, "There is nothing to answer. Write a message.");
    }
    built.messagesDropped = static_cast<std::int64_t>(*first);
    built.answerTokensMax =
        std::min(asked, m_contextTokens - static_cast<std::int64_t>(built.tokens.size()));
    return built;
}

} // namespace inference
