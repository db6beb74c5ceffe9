// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/call_rules.h"

#include "inference/grammar/free_text.h"
#include "inference/grammar/schema_grammar.h"

#include <fmt/format.h>

namespace inference {

using core::Schema;

namespace {

constexpr std::string_view jsonCallBegin = "{\"name\"";
constexpr std::string_view pythonTag = "<|python_tag|>";

Schema anyObject()
{
    return *Schema::parse(R"({"type":"object"})");
}

/// What a tool's arguments may be: any object where its schema is not understood, or is too large
/// or too strict to be written along. Then the tool itself has to say what is wrong with them.
Schema argumentsOf(const core::ToolDeclaration& tool)
{
    auto schema = Schema::read(tool.parameters);
    if (!schema) {
        return anyObject();
    }
    GrammarBuilder trial({});
    return trial.build(SchemaGrammar(*schema, trial).layRoot()) ? std::move(*schema) : anyObject();
}

} // namespace

void CallRules::addTool(const core::ToolDeclaration& tool)
{
    const Schema schema = argumentsOf(tool);
    m_tools.emplace_back(tool.name, SchemaGrammar(schema, m_builder).layRoot());
}

void CallRules::maybe(NodeId from, std::string_view text, NodeId to)
{
    m_builder.skip(from, to);
    m_builder.literal(from, text, to);
}

/// A rule of its own, so that it counts as a container: the name before it is read outside.
Grammar::RuleId CallRules::jsonCallRest()
{
    if (m_jsonCallRest) {
        return *m_jsonCallRest;
    }
    m_jsonCallRest = m_builder.addRule(true);
    const NodeId name = m_builder.addNode();
    const NodeId close = m_builder.addNode();
    const NodeId end = m_builder.addNode();
    m_builder.markEnd(end);
    m_text.separator(m_builder.start(*m_jsonCallRest), ':', name);
    const std::string member = m_format == CallFormat::Llama ? "\"parameters\"" : "\"arguments\"";
    for (const auto& [tool, arguments] : m_tools) {
        const NodeId named = m_builder.addNode();
        const NodeId next = m_builder.addNode();
        const NodeId colon = m_builder.addNode();
        const NodeId value = m_builder.addNode();
        m_builder.literal(name, jsonLiteral(tool), named);
        m_text.separator(named, ',', next);
        m_builder.literal(next, member, colon);
        m_text.separator(colon, ':', value);
        m_builder.call(value, arguments, close);
    }
    m_builder.bytes(close, '}', '}', end);
    if (m_format == CallFormat::Mistral) { // its newer models number their calls themselves
        const NodeId id = m_builder.addNode();
        const NodeId colon = m_builder.addNode();
        const NodeId value = m_builder.addNode();
        const NodeId behind = m_builder.addNode();
        m_text.separator(close, ',', id);
        m_builder.literal(id, "\"id\"", colon);
        m_text.separator(colon, ':', value);
        m_builder.call(value, m_text.anyString(), behind);
        m_builder.bytes(behind, '}', '}', end);
    }
    return *m_jsonCallRest;
}

void CallRules::layJsonCall(NodeId from, NodeId to)
{
    const NodeId behindNameWord = m_builder.addNode();
    m_builder.literal(from, jsonCallBegin, behindNameWord);
    m_builder.call(behindNameWord, jsonCallRest(), to);
}

void CallRules::layTagged(NodeId from, NodeId to)
{
    const NodeId json = m_builder.addNode();
    const NodeId behind = m_builder.addNode();
    const NodeId close = m_builder.addNode();
    maybe(from, "\n", json);
    layJsonCall(json, behind);
    maybe(behind, "\n", close);
    m_builder.literal(close, "</tool_call>", to);
}

void CallRules::layMistral(NodeId from, NodeId to)
{
    const NodeId item = m_builder.addNode();
    const NodeId behind = m_builder.addNode();
    m_builder.bytes(from, '[', '[', item);
    layJsonCall(item, behind);
    m_text.separator(behind, ',', item);
    m_builder.bytes(behind, ']', ']', to);
    for (const auto& [tool, arguments] : m_tools) {
        const NodeId named = m_builder.addNode();
        const NodeId id = m_builder.addNode();
        const NodeId value = m_builder.addNode();
        m_builder.literal(from, tool, named);
        m_builder.literal(named, "[ARGS]", value);
        m_builder.literal(named, "[CALL_ID]", id);
        layUntil(m_builder, id, "[ARGS]", value, MayEnd::No);
        m_builder.call(value, arguments, to);
    }
}

void CallRules::layDeepSeek(NodeId from, NodeId to)
{
    const NodeId name = m_builder.addNode();
    m_builder.literal(from, "function<｜tool▁sep｜>", name);
    for (const auto& [tool, arguments] : m_tools) {
        const NodeId value = m_builder.addNode();
        const NodeId behind = m_builder.addNode();
        m_builder.literal(name, fmt::format("{}\n```json\n", tool), value);
        m_builder.call(value, arguments, behind);
        m_builder.literal(behind, "\n```<｜tool▁call▁end｜>", to);
    }
}

/// Behind the name the head of the message goes on as it likes, up to its body.
void CallRules::layHarmony(NodeId from, NodeId to)
{
    for (const auto& [tool, arguments] : m_tools) {
        const NodeId named = m_builder.addNode();
        const NodeId head = m_builder.addNode();
        const NodeId value = m_builder.addNode();
        m_builder.literal(from, tool, named);
        m_builder.literals(named, {" ", "<|channel|>", "<|constrain|>"}, head);
        m_builder.literal(named, "<|message|>", value);
        layUntil(m_builder, head, "<|message|>", value, MayEnd::No);
        m_builder.call(value, arguments, to);
    }
}

/// More calls may follow behind a semicolon.
void CallRules::layLlama(NodeId from, NodeId behindNameWord)
{
    const NodeId behind = m_builder.addNode();
    const NodeId next = m_builder.addNode();
    m_builder.literal(from, jsonCallBegin, behindNameWord);
    m_builder.call(behindNameWord, jsonCallRest(), behind);
    m_builder.markEnd(behind);
    m_builder.literals(behind, {";", "; "}, next);
    m_builder.literal(next, jsonCallBegin, behindNameWord);
}

/// The arguments are no JSON: only the name is kept to.
void CallRules::layFunction(NodeId from)
{
    const NodeId name = m_builder.addNode();
    const NodeId free = m_builder.addNode();
    m_builder.literal(from, "\n<function=", name);
    for (const auto& [tool, arguments] : m_tools) {
        m_builder.literal(name, fmt::format("{}>", tool), free);
    }
    m_builder.bytes(free, 0, 0xFF, free);
    m_builder.markEnd(free);
}

void CallRules::layBody(NodeId from, NodeId to)
{
    switch (m_format) {
    case CallFormat::Tagged:
        return layTagged(from, to);
    case CallFormat::Mistral:
        return layMistral(from, to);
    case CallFormat::DeepSeek:
        return layDeepSeek(from, to);
    case CallFormat::Harmony:
        return layHarmony(from, to);
    default:
        return;
    }
}

std::string_view CallRules::trigger() const
{
    switch (m_format) {
    case CallFormat::Tagged:
    case CallFormat::Function:
        return "<tool_call>";
    case CallFormat::Mistral:
        return "[TOOL_CALLS]";
    case CallFormat::DeepSeek:
        return "<｜tool▁call▁begin｜>";
    case CallFormat::Harmony:
        return " to=functions.";
    default:
        return jsonCallBegin;
    }
}

std::string_view CallRules::opening() const
{
    switch (m_format) {
    case CallFormat::DeepSeek:
        return "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>";
    case CallFormat::Harmony:
        return "<|channel|>commentary to=functions.";
    default:
        return trigger();
    }
}

void CallRules::layFree(NodeId from)
{
    const NodeId body = m_builder.addNode();
    if (m_format == CallFormat::Llama) {
        layLlama(m_builder.addNode(), body);
        layUnlessBegun(m_builder, from,
            {{std::string(jsonCallBegin), body},
                {fmt::format("{}{}", pythonTag, jsonCallBegin), body}});
        return;
    }
    layUntil(m_builder, from, trigger(), body, MayEnd::Yes);
    layBody(body, from);
}

void CallRules::layDemanded(NodeId from)
{
    const NodeId body = m_builder.addNode();
    if (m_format == CallFormat::Llama) {
        layLlama(from, body);
        return;
    }
    m_builder.literal(from, opening(), body);
    if (m_format == CallFormat::Function) {
        return layFunction(body);
    }
    const NodeId behind = m_builder.addNode();
    layBody(body, behind);
    if (m_format == CallFormat::DeepSeek) {
        const NodeId end = m_builder.addNode();
        m_builder.literal(behind, "\n<｜tool▁call▁begin｜>", body);
        m_builder.literal(behind, "<｜tool▁calls▁end｜>", end);
        m_builder.markEnd(end);
        return;
    }
    m_builder.markEnd(behind);
    if (m_format == CallFormat::Tagged) {
        m_builder.literal(behind, "\n<tool_call>", body);
    }
}

void CallRules::layNone(NodeId from)
{
    layWithout(m_builder, from, trigger());
}

} // namespace inference
