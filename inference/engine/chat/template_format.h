// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/jinja/template.h"
#include "inference/engine/chat/chat_format.h"
#include "inference/engine/chat/marker_set.h"
#include "inference/engine/chat/template_facts.h"
#include "inference/engine/chat/template_messages.h"
#include "inference/engine/chat/text_marks.h"

#include <string>
#include <string_view>

namespace inference {

/// The format of a model's own chat template.
///
/// The template writes text; which of its spellings are control tokens is decided here. What stands
/// in messages, results of tools and declarations must never become one, so every marker in them is
/// broken by an invisible character before the template runs, and the markers that come out whole
/// are the template's own (text_marks.h). Generated answers go in as the tokens they were: the
/// template writes their text, which is then replaced where it came out unchanged
/// (recorded_answer.h); where the template writes an answer otherwise, its tokens are new.
class TemplateFormat final : public ChatFormat {
public:
    /// Errors: makeChatFormat's. Borrows the tokenizer.
    static core::Result<std::unique_ptr<const ChatFormat>> create(
        std::string_view source, const Tokenizer& tokenizer);

    [[nodiscard]] std::string_view name() const override { return m_family; }
    [[nodiscard]] core::Result<WrittenConversation> write(
        const Conversation& conversation) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override;
    [[nodiscard]] std::vector<std::string> goOnMarkers() const override;
    [[nodiscard]] CallFormat callFormat() const override { return m_callFormat; }

    [[nodiscard]] const TemplateFacts& facts() const { return m_facts; }

private:
    TemplateFormat(core::jinja::Template parsed, std::string_view source,
        const Tokenizer& tokenizer, TemplateFacts facts);

    [[nodiscard]] core::Result<UnmarkedText> render(const core::OrderedJson& variables,
        const TemplateMessages& messages, const std::string& now, BreakAt where) const;
    [[nodiscard]] core::Result<UnmarkedText> renderSafely(
        const TemplateMessages& messages, const Conversation& conversation) const;
    [[nodiscard]] std::vector<MarkerSet::Match> markersIn(const UnmarkedText& rendered) const;
    [[nodiscard]] Prompt promptOf(
        const UnmarkedText& rendered, const TemplateMessages& messages) const;

    core::jinja::Template m_template;
    const Tokenizer& m_tokenizer;
    MarkerSet m_markers;
    core::OrderedJson m_special; ///< bos_token and eos_token
    TemplateFacts m_facts;
    std::string_view m_family;
    CallFormat m_callFormat;
};

} // namespace inference
