// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/template_messages.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace inference {

/// Builds the list of messages that a template is given, in the shapes it takes. Borrows what it is
/// made from.
/// Thread rule: one owner.
class TemplateMessageList {
public:
    TemplateMessageList(const TemplateFacts& facts, const Conversation& conversation)
        : m_facts(facts)
        , m_conversation(conversation)
    {
    }

    void addText(const std::string& role, std::string text);
    void addAnswer(const core::ModelMessage& message, std::string text);

    /// An answer that calls. Where only one call may stand in a message, it becomes several, each
    /// with its result behind it: says how many of `following` were taken for that.
    std::size_t addCalls(
        const core::ModelMessage& message, std::span<const core::ModelMessage> following);

    void addResult(const core::ModelMessage& message);

    /// The list with the system text where it belongs.
    TemplateMessages finish(std::string systemText);

private:
    struct Entry {
        core::OrderedJson message;
        const core::ModelMessage* recorded = nullptr;
        bool isPlain = false; ///< only role and content: it may be joined with a neighbour
    };

    void add(Entry entry);
    void fillGap(const Entry& next);
    void prepend(const std::string& role, std::string text);
    [[nodiscard]] core::OrderedJson answerJson(
        const core::ModelMessage& message, const std::string& text, bool hasCalls) const;
    [[nodiscard]] core::OrderedJson callJson(const core::ModelToolCall& call);
    [[nodiscard]] const core::ModelMessage* recordOf(const core::ModelMessage& message) const;
    const std::string& shownId(const std::string& id);

    const TemplateFacts& m_facts;
    const Conversation& m_conversation;
    std::vector<Entry> m_entries;
    std::string m_lastRole; ///< of the last message that only has words
    std::map<std::string, std::string> m_ids; ///< ids of calls as the template sees them
};

} // namespace inference
