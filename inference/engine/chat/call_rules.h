// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "inference/engine/chat/call_reader.h"
#include "inference/grammar/grammar_builder.h"
#include "inference/grammar/json_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// The calls of one family of models as rules of a grammar.
/// Thread rule: one owner. Borrows the builder.
class CallRules {
public:
    using NodeId = Grammar::NodeId;
    using RuleId = Grammar::RuleId;

    CallRules(GrammarBuilder& builder, CallFormat format)
        : m_builder(builder)
        , m_text(builder)
        , m_format(format)
    {
    }

    /// A tool that may be called.
    void addTool(const core::ToolDeclaration& tool);

    /// Text with calls in it or without; the rule may end in the text and behind a call.
    void layFree(NodeId from);

    /// At least one call, and nothing else.
    void layDemanded(NodeId from);

    /// Text without any call.
    void layNone(NodeId from);

private:
    void layBody(NodeId from, NodeId to);
    void layTagged(NodeId from, NodeId to);
    void layMistral(NodeId from, NodeId to);
    void layDeepSeek(NodeId from, NodeId to);
    void layHarmony(NodeId from, NodeId to);
    void layLlama(NodeId from, NodeId behindNameWord);
    void layFunction(NodeId from);
    /// `{"name"` and the rest of a call as JSON.
    void layJsonCall(NodeId from, NodeId to);
    RuleId jsonCallRest();
    void maybe(NodeId from, std::string_view text, NodeId to);
    [[nodiscard]] std::string_view trigger() const;
    [[nodiscard]] std::string_view opening() const;

    GrammarBuilder& m_builder;
    JsonText m_text;
    CallFormat m_format;
    std::vector<std::pair<std::string, RuleId>> m_tools; ///< names and arguments
    std::optional<RuleId> m_jsonCallRest;
};

} // namespace inference
