// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_format.h"

#include "inference/engine/chat/answer_markers.h"
#include "inference/engine/chat/prompt_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace inference {

using core::OrderedJson;
using core::Result;

namespace {

OrderedJson specialTokens(const Tokenizer& tokenizer)
{
    const auto spelling = [&](std::optional<TokenId> id) {
        return id ? std::string(tokenizer.tokenText(*id)) : std::string();
    };
    return {{"bos_token", spelling(tokenizer.bos())}, {"eos_token", spelling(tokenizer.eos())}};
}

/// A template's own refusal, or a limit, in words that say what to do.
core::Error templateFailure(const core::Error& error)
{
    core::Error failure = error;
    const bool isLimit = error.code == core::ErrorCode::LimitReached;
    failure.message = isLimit
        ? fmt::format("The model's chat template cannot write this conversation: {}", error.message)
        : fmt::format("The model's chat template refuses this conversation: {} Allowed is what the "
                      "model was taught. Change the messages, or choose another model.",
            error.message);
    failure.detail = "E_TEMPLATE";
    failure.field = "tokenizer.chat_template";
    return failure;
}

/// Where an answer is looked for: at the first word of its text, else at its first call's name.
struct AnchorPlace {
    OrderedJson::json_pointer text; ///< in the template's message
    std::size_t at = 0;
    std::string words;
};

std::optional<AnchorPlace> anchorPlace(const OrderedJson& message)
{
    const OrderedJson& content = message["content"];
    if (content.is_string()) {
        const auto& text = content.get_ref<const std::string&>();
        const std::size_t first = text.find_first_not_of(" \t\r\n");
        if (first != std::string::npos) {
            const std::size_t end = std::min(text.find_first_of(" \t\r\n", first), text.size());
            return AnchorPlace{
                OrderedJson::json_pointer("/content"), first, text.substr(first, end - first)};
        }
    }
    if (!message.contains("tool_calls")) {
        return std::nullopt;
    }
    const OrderedJson::json_pointer name("/tool_calls/0/function/name");
    const auto& text = message[name].get_ref<const std::string&>();
    return text.empty() ? std::nullopt : std::optional(AnchorPlace{name, 0, text});
}

} // namespace

TemplateFormat::TemplateFormat(core::jinja::Template parsed, std::string_view source,
    const Tokenizer& tokenizer, TemplateFacts facts)
    : m_template(std::move(parsed))
    , m_tokenizer(tokenizer)
    , m_markers(tokenizer, source)
    , m_special(specialTokens(tokenizer))
    , m_facts(std::move(facts))
    , m_family(templateFamily(source))
    , m_callFormat(callFormatOf(source, m_facts))
{
}

Result<std::unique_ptr<const ChatFormat>> TemplateFormat::create(
    std::string_view source, const Tokenizer& tokenizer)
{
    auto parsed = core::jinja::Template::parse(source);
    if (!parsed) {
        core::Error error = std::move(parsed).error();
        error.code = core::ErrorCode::Unsupported;
        error.message = fmt::format("The model's chat template cannot be read: {} It can still be "
                                    "used with `holdfast generate`.",
            error.message);
        error.field = "tokenizer.chat_template";
        return core::fail(std::move(error));
    }
    TemplateFacts facts = TRY(probeTemplate(*parsed, source, specialTokens(tokenizer)));
    return std::unique_ptr<const ChatFormat>(
        new TemplateFormat(std::move(*parsed), source, tokenizer, std::move(facts)));
}

std::vector<std::string> TemplateFormat::endMarkers() const
{
    if (m_callFormat == CallFormat::Harmony) {
        return {"<|return|>", "<|call|>"};
    }
    return m_facts.answerEnd.empty() ? std::vector<std::string>{}
                                     : std::vector<std::string>{m_facts.answerEnd};
}

std::vector<std::string> TemplateFormat::goOnMarkers() const
{
    return m_callFormat == CallFormat::Harmony ? std::vector<std::string>{"<|end|>"}
                                               : std::vector<std::string>{};
}

Result<UnmarkedText> TemplateFormat::render(const OrderedJson& variables,
    const TemplateMessages& messages, const std::string& now, BreakAt where) const
{
    const TextMarks marks = TextMarks::choose(variables);
    OrderedJson marked = variables;
    changeStrings(
        marked, [&](std::string_view text) { return marks.broken(text, m_markers, where); });
    for (std::size_t i = 0; i < messages.recorded.size(); ++i) {
        const std::size_t index = messages.recorded[i].index;
        if (const auto place = anchorPlace(messages.list[index])) {
            auto& text = marked["messages"][index][place->text].get_ref<std::string&>();
            text = marks.anchored(text, place->at, i);
        }
    }
    marked.update(m_special);
    marked["add_generation_prompt"] = true;
    const auto text = m_template.render(marked, now);
    if (!text) {
        return core::fail(templateFailure(text.error()));
    }
    return marks.removed(*text, messages.recorded.size());
}

Result<UnmarkedText> TemplateFormat::renderSafely(
    const TemplateMessages& messages, const Conversation& conversation) const
{
    OrderedJson variables = OrderedJson::object();
    if (conversation.variables != nullptr) {
        variables = *conversation.variables;
    }
    variables["messages"] = messages.list;
    if (!messages.tools.is_null()) {
        variables["tools"] = messages.tools;
    }
    UnmarkedText rendered = TRY(render(variables, messages, conversation.now, BreakAt::Markers));
    const auto mayHoldMarkers = [&](std::string_view text) {
        return std::any_of(text.begin(), text.end(), [&](char c) { return m_markers.mayBegin(c); });
    };
    if (!anyString(variables, mayHoldMarkers)) {
        return rendered;
    }
    // A template may take a part of a text away and so make a marker of the rest: then there are
    // more of them than when no text can hold even the beginning of one.
    UnmarkedText strict = TRY(render(variables, messages, conversation.now, BreakAt::Beginnings));
    return markersIn(rendered).size() == markersIn(strict).size() ? std::move(rendered)
                                                                  : std::move(strict);
}

std::vector<MarkerSet::Match> TemplateFormat::markersIn(const UnmarkedText& rendered) const
{
    return wholeMarkers(rendered, m_markers);
}

Prompt TemplateFormat::promptOf(
    const UnmarkedText& rendered, const TemplateMessages& messages) const
{
    const std::string_view lead = trailingSpace(rendered.text);
    PromptPieces pieces(rendered, markersIn(rendered), m_tokenizer);
    for (std::size_t i = 0; i < messages.recorded.size(); ++i) {
        const RecordedMessage& recorded = messages.recorded[i];
        if (const auto place = anchorPlace(messages.list[recorded.index])) {
            pieces.putAnswer(
                rendered.anchors[i], place->words, recorded.message->tokens->ids, lead);
        }
    }
    return pieces.finish();
}

Result<WrittenConversation> TemplateFormat::write(const Conversation& conversation) const
{
    const TemplateMessages messages = templateMessages(conversation, m_facts);
    const UnmarkedText rendered = TRY(renderSafely(messages, conversation));
    return WrittenConversation{.prompt = promptOf(rendered, messages),
        .endsInReasoning = trimmedText(rendered.text).ends_with("<think>")};
}

} // namespace inference
