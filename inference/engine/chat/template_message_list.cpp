// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_message_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace inference {

using core::ModelMessage;
using core::ModelToolCall;
using core::OrderedJson;

namespace {

constexpr std::size_t shortIdLength = 9;
constexpr const char* paragraph = "\n\n";

bool isShortId(const std::string& id)
{
    return id.size() == shortIdLength
        && std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

/// Arguments as an object, in whatever way they were written: a template may go through it.
OrderedJson argumentsObject(const std::string& written)
{
    if (written.find_first_not_of(" \t\r\n") == std::string::npos) {
        return OrderedJson::object();
    }
    auto parsed = core::parseOrderedJson(written);
    if (parsed && parsed->is_object()) {
        return std::move(*parsed);
    }
    return {{"unreadable", written}};
}

} // namespace

const ModelMessage* TemplateMessageList::recordOf(const ModelMessage& message) const
{
    const bool isKnown = message.tokens && m_conversation.isOurs
        && m_conversation.isOurs(*message.tokens) && !message.tokens->ids.empty();
    return isKnown ? &message : nullptr;
}

const std::string& TemplateMessageList::shownId(const std::string& id)
{
    const auto [place, isNew] = m_ids.try_emplace(id, id);
    if (isNew && m_facts.wantsShortIds && !isShortId(id)) {
        place->second = fmt::format("call{:05}", m_ids.size());
    }
    return place->second;
}

/// Where a question must come first, or questions and answers must alternate, an empty one stands
/// where one is missing.
void TemplateMessageList::fillGap(const Entry& next)
{
    const std::string role = next.message["role"].get<std::string>();
    const bool showsTools = m_facts.takesTools && !m_conversation.tools.empty();
    const bool needsQuestion = m_entries.empty() && role != "user" && role != "system"
        && (!m_facts.takesAnyOrder || showsTools);
    const bool repeats = !m_facts.takesAnyOrder && next.isPlain && m_lastRole == role;
    if (needsQuestion || repeats) {
        const std::string other = needsQuestion || role != "user" ? "user" : "assistant";
        m_entries.push_back({.message = {{"role", other}, {"content", ""}}, .isPlain = true});
        m_lastRole = other;
    }
}

void TemplateMessageList::add(Entry entry)
{
    const bool joins = !m_facts.takesAnyOrder && entry.isPlain && !m_entries.empty()
        && m_entries.back().isPlain && m_entries.back().message["role"] == entry.message["role"];
    if (joins) {
        Entry& last = m_entries.back();
        last.message["content"] = last.message["content"].get<std::string>() + paragraph
            + entry.message["content"].get<std::string>();
        last.recorded = nullptr;
        return;
    }
    fillGap(entry);
    if (entry.isPlain) {
        m_lastRole = entry.message["role"].get<std::string>();
    }
    m_entries.push_back(std::move(entry));
}

void TemplateMessageList::addText(const std::string& role, std::string text)
{
    add({.message = {{"role", role}, {"content", std::move(text)}}, .isPlain = role == "user"});
}

OrderedJson TemplateMessageList::answerJson(
    const ModelMessage& message, const std::string& text, bool hasCalls) const
{
    OrderedJson json{{"role", "assistant"}, {"content", text}};
    if (hasCalls && text.empty() && m_facts.wantsNoTextWithCalls) {
        json["content"] = nullptr;
    }
    if (message.reasoning.empty()) {
        return json;
    }
    if (m_facts.knowsReasoning) {
        json["reasoning_content"] = message.reasoning;
    }
    // gpt-oss takes what it thought before a call in one of two places, never in both.
    if (m_facts.knowsThinking && (text.empty() || !hasCalls)) {
        json["thinking"] = message.reasoning;
    }
    return json;
}

void TemplateMessageList::addAnswer(const ModelMessage& message, std::string text)
{
    OrderedJson json = answerJson(message, text, false);
    const bool isPlain = json.size() == 2;
    add({.message = std::move(json), .recorded = recordOf(message), .isPlain = isPlain});
}

OrderedJson TemplateMessageList::callJson(const ModelToolCall& call)
{
    OrderedJson arguments = m_facts.wantsArgumentsAsText ? OrderedJson(call.arguments)
                                                         : argumentsObject(call.arguments);
    return {{"id", shownId(call.callId)}, {"type", "function"},
        {"function", {{"name", call.name}, {"arguments", std::move(arguments)}}}};
}

std::size_t TemplateMessageList::addCalls(
    const ModelMessage& message, std::span<const ModelMessage> following)
{
    const bool isWhole = m_facts.takesSeveralCalls || message.toolCalls.size() == 1;
    if (isWhole) {
        OrderedJson json = answerJson(message, message.text, true);
        json["tool_calls"] = OrderedJson::array();
        for (const ModelToolCall& call : message.toolCalls) {
            json["tool_calls"].push_back(callJson(call));
        }
        add({.message = std::move(json), .recorded = recordOf(message)});
        return 0;
    }
    const auto isResult = [](const ModelMessage& m) { return m.role == ModelMessage::Role::Tool; };
    const auto results = following.first(static_cast<std::size_t>(
        std::find_if_not(following.begin(), following.end(), isResult) - following.begin()));
    std::vector<bool> isTaken(results.size());
    for (std::size_t i = 0; i < message.toolCalls.size(); ++i) {
        const ModelToolCall& call = message.toolCalls[i];
        OrderedJson json = answerJson(message, i == 0 ? message.text : std::string(), true);
        json["tool_calls"] = OrderedJson::array({callJson(call)});
        add({.message = std::move(json)});
        const bool isLast = i + 1 == message.toolCalls.size();
        for (std::size_t r = 0; r < results.size(); ++r) {
            if (!isTaken[r] && (isLast || results[r].toolCallId == call.callId)) {
                addResult(results[r]);
                isTaken[r] = true;
            }
        }
    }
    return results.size();
}

void TemplateMessageList::addResult(const ModelMessage& message)
{
    add({.message = {{"role", "tool"}, {"tool_call_id", shownId(message.toolCallId)},
             {"name", message.toolName}, {"content", message.text}}});
}

void TemplateMessageList::prepend(const std::string& role, std::string text)
{
    m_entries.insert(
        m_entries.begin(), {.message = {{"role", role}, {"content", std::move(text)}}});
}

TemplateMessages TemplateMessageList::finish(std::string systemText)
{
    const auto isUser = [](const Entry& entry) { return entry.message["role"] == "user"; };
    const auto firstUser = std::find_if(m_entries.begin(), m_entries.end(), isUser);
    const bool needsUser =
        firstUser == m_entries.end() || (!m_facts.takesAnyOrder && firstUser != m_entries.begin());
    const bool joinsSystem = !systemText.empty() && !m_facts.takesSystem;
    if (joinsSystem && !needsUser) {
        OrderedJson& content = firstUser->message["content"];
        content = systemText + paragraph + content.get<std::string>();
    }
    if (needsUser && !(m_entries.empty() && systemText.empty())) {
        prepend("user", joinsSystem ? systemText : std::string());
    }
    if (!systemText.empty() && m_facts.takesSystem) {
        prepend("system", std::move(systemText));
    }
    TemplateMessages out;
    for (Entry& entry : m_entries) {
        if (entry.recorded != nullptr) {
            out.recorded.push_back({.index = out.list.size(), .message = entry.recorded});
        }
        out.list.push_back(std::move(entry.message));
    }
    return out;
}

} // namespace inference
