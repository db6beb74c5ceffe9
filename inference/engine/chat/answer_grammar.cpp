// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_grammar.h"

#include "core/text/utf8.h"
#include "inference/engine/chat/call_rules.h"
#include "inference/grammar/free_text.h"
#include "inference/grammar/schema_grammar.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::Result;
using core::ToolChoice;
using NodeId = Grammar::NodeId;

namespace {

/// Where the answer behind the reasoning begins: models put up to two line breaks there.
NodeId layReasoning(GrammarBuilder& builder, NodeId from)
{
    const NodeId behind = builder.addNode();
    const NodeId afterOne = builder.addNode();
    const NodeId answer = builder.addNode();
    layUntil(builder, from, "</think>", behind, MayEnd::No);
    builder.skip(behind, answer);
    builder.bytes(behind, '\n', '\n', afterOne);
    builder.skip(afterOne, answer);
    builder.bytes(afterOne, '\n', '\n', answer);
    return answer;
}

/// A model may begin to reason by itself. What it then says of calls is none.
void layOwnReasoning(GrammarBuilder& builder, NodeId from)
{
    const NodeId thinking = builder.addNode();
    const NodeId alsoThinking = builder.addNode();
    builder.literal(from, "<think>", thinking);
    layUntil(builder, thinking, "</think>", from, MayEnd::Yes);
    builder.literal(from, "[THINK]", alsoThinking);
    layUntil(builder, alsoThinking, "[/THINK]", from, MayEnd::Yes);
}

void laySchema(GrammarBuilder& builder, const AnswerShape& shape, NodeId from, NodeId end)
{
    const NodeId space = builder.addNode();
    const NodeId value = builder.addNode();
    if (shape.callFormat == CallFormat::Harmony) {
        builder.literal(from, "<|channel|>final<|message|>", space);
    } else {
        builder.skip(from, space);
    }
    builder.skip(space, value);
    builder.bytes(space, ' ', ' ', value);
    builder.call(value, SchemaGrammar(*shape.schema, builder).layRoot(), end);
    builder.markEnd(end);
}

Result<void> addTools(CallRules& rules, const AnswerShape& shape)
{
    bool hasAny = false;
    for (const core::ToolDeclaration& tool : shape.tools) {
        if (shape.choice.kind != ToolChoice::Kind::Named || tool.name == shape.choice.name) {
            rules.addTool(tool);
            hasAny = true;
        }
    }
    if (!hasAny) {
        return core::fail(ErrorCode::InvalidInput,
            shape.choice.kind == ToolChoice::Kind::Named
                ? fmt::format("The tool '{}' is to be called, but no tool is named so.",
                    core::clipUtf8(shape.choice.name, 80))
                : std::string("A tool is to be called, but there is none."));
    }
    return {};
}

Result<void> layCalls(GrammarBuilder& builder, const AnswerShape& shape, NodeId from)
{
    CallRules rules(builder, shape.callFormat);
    if (shape.choice.kind == ToolChoice::Kind::None) {
        rules.layNone(from);
        return {};
    }
    TRY(addTools(rules, shape));
    if (shape.choice.kind == ToolChoice::Kind::Auto) {
        layOwnReasoning(builder, from);
        rules.layFree(from);
    } else {
        rules.layDemanded(from);
    }
    return {};
}

bool demandsCall(const AnswerShape& shape)
{
    return shape.choice.kind == ToolChoice::Kind::Required
        || shape.choice.kind == ToolChoice::Kind::Named;
}

} // namespace

bool isFreeAnswer(const AnswerShape& shape)
{
    const bool mayCall = !shape.tools.empty() && shape.callFormat != CallFormat::None
        && shape.callFormat != CallFormat::Function;
    return shape.schema == nullptr && !demandsCall(shape) && !mayCall;
}

bool needsMarkers(const AnswerShape& shape)
{
    return shape.schema == nullptr || shape.startsInReasoning
        || shape.callFormat == CallFormat::Harmony;
}

Result<Grammar> answerGrammar(const AnswerShape& shape, GrammarBuilder::Options options)
{
    if (shape.schema == nullptr && demandsCall(shape) && shape.callFormat == CallFormat::None) {
        return core::fail(ErrorCode::Unsupported,
            "A tool is to be called, but this model was taught no calls. Choose another model.");
    }
    GrammarBuilder builder(std::move(options));
    const Grammar::RuleId root = builder.addRule();
    NodeId from = builder.start(root);
    if (shape.startsInReasoning) {
        from = layReasoning(builder, from);
    } else {
        // Where text may begin as it likes, its nodes lead back to it: the start has no way in.
        from = builder.addNode();
        builder.skip(builder.start(root), from);
    }
    if (shape.schema != nullptr) {
        laySchema(builder, shape, from, builder.addNode());
    } else {
        TRY(layCalls(builder, shape, from));
    }
    return builder.build(root);
}

} // namespace inference
