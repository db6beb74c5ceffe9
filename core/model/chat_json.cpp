// SPDX-License-Identifier: Apache-2.0
#include "core/model/chat_json.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace core {

namespace {

constexpr std::size_t shownBytesMax = 80;

/// A member and where it stands, for errors: "messages[2].content".
struct Place {
    const OrderedJson* value = nullptr; ///< null when it is absent or null
    std::string path;

    [[nodiscard]] Place member(std::string_view name) const
    {
        Place place{.path = path.empty() ? std::string(name) : fmt::format("{}.{}", path, name)};
        if (value != nullptr && value->is_object()) {
            const auto it = value->find(name);
            place.value = it == value->end() || it->is_null() ? nullptr : &*it;
        }
        return place;
    }
    [[nodiscard]] Place item(std::size_t index) const
    {
        return {.value = &(*value)[index], .path = fmt::format("{}[{}]", path, index)};
    }
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view allowed) const
    {
        const std::string found = value == nullptr ? "nothing" : writeOrderedJson(*value);
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format(
                "Found {} for '{}'. Allowed is {}.", clipUtf8(found, shownBytesMax), path, allowed),
            .field = path});
    }
};

Result<std::string> textOf(const Place& place)
{
    if (place.value == nullptr || !place.value->is_string()) {
        return place.refuse("text");
    }
    return place.value->get<std::string>();
}

Result<std::string> textOrNothing(const Place& place)
{
    return place.value == nullptr ? Result<std::string>(std::string()) : textOf(place);
}

/// How many items a list has; none when there is no list.
Result<std::size_t> itemsOf(const Place& place, std::size_t most)
{
    if (place.value == nullptr) {
        return std::size_t{0};
    }
    if (!place.value->is_array() || place.value->size() > most) {
        return place.refuse(fmt::format("a list of at most {}", most));
    }
    return place.value->size();
}

/// Text, or the text parts of a list of parts.
Result<std::string> contentOf(const Place& place)
{
    if (place.value == nullptr || !place.value->is_array()) {
        return textOrNothing(place);
    }
    std::string text;
    for (std::size_t i = 0; i < place.value->size(); ++i) {
        const Place part = place.item(i);
        if (TRY(textOf(part.member("type"))) != "text") {
            return part.refuse("a part of type \"text\": models here read text only");
        }
        text += TRY(textOf(part.member("text")));
    }
    return text;
}

Result<std::string> argumentsOf(const Place& place)
{
    if (place.value == nullptr || place.value->is_string()) {
        return textOrNothing(place);
    }
    if (!place.value->is_object()) {
        return place.refuse("text or an object");
    }
    return writeOrderedJson(*place.value);
}

Result<ModelToolCall> toolCallOf(const Place& place)
{
    const Place function = place.member("function");
    return ModelToolCall{.callId = TRY(textOrNothing(place.member("id"))),
        .name = TRY(textOf(function.member("name"))),
        .arguments = TRY(argumentsOf(function.member("arguments")))};
}

Result<ModelMessage::Role> roleOf(const Place& place)
{
    using Role = ModelMessage::Role;
    constexpr std::array<std::pair<std::string_view, Role>, 5> roles{
        {{"system", Role::System}, {"developer", Role::System}, {"user", Role::User},
            {"assistant", Role::Assistant}, {"tool", Role::Tool}}};
    const auto found = std::find_if(roles.begin(), roles.end(), [&](const auto& role) {
        return place.value != nullptr && place.value->is_string()
            && place.value->get_ref<const std::string&>() == role.first;
    });
    if (found == roles.end()) {
        return place.refuse("system, developer, user, assistant or tool");
    }
    return found->second;
}

/// The name of the tool whose call has this id; empty when no message made it.
std::string nameOfCall(const std::vector<ModelMessage>& messages, const std::string& id)
{
    for (const ModelMessage& message : messages) {
        for (const ModelToolCall& call : message.toolCalls) {
            if (call.callId == id) {
                return call.name;
            }
        }
    }
    return {};
}

Result<ModelMessage> messageOf(const Place& place, const std::vector<ModelMessage>& before)
{
    ModelMessage message{
        .role = TRY(roleOf(place.member("role"))), .text = TRY(contentOf(place.member("content")))};
    if (message.role == ModelMessage::Role::Assistant) {
        message.reasoning = TRY(textOrNothing(place.member("reasoning_content")));
        const Place calls = place.member("tool_calls");
        const std::size_t count = TRY(itemsOf(calls, chatToolsMax));
        for (std::size_t i = 0; i < count; ++i) {
            message.toolCalls.push_back(TRY(toolCallOf(calls.item(i))));
        }
    }
    if (message.role == ModelMessage::Role::Tool) {
        message.toolCallId = TRY(textOrNothing(place.member("tool_call_id")));
        message.toolName = TRY(textOrNothing(place.member("name")));
        if (message.toolName.empty()) {
            message.toolName = nameOfCall(before, message.toolCallId);
        }
    }
    return message;
}

Result<ToolDeclaration> toolOf(const Place& place)
{
    const Place function = place.member("function");
    ToolDeclaration tool{.name = TRY(textOf(function.member("name"))),
        .description = TRY(textOrNothing(function.member("description"))),
        .parameters = OrderedJson::object()};
    const Place parameters = function.member("parameters");
    if (parameters.value != nullptr) {
        if (!parameters.value->is_object()) {
            return parameters.refuse("a JSON Schema, which is an object");
        }
        tool.parameters = *parameters.value;
    }
    return tool;
}

Result<ToolChoice> choiceOf(const Place& place)
{
    using Kind = ToolChoice::Kind;
    if (place.value == nullptr || *place.value == "auto") {
        return ToolChoice{};
    }
    if (*place.value == "none" || *place.value == "required") {
        return ToolChoice{.kind = *place.value == "none" ? Kind::None : Kind::Required};
    }
    if (!place.value->is_object()) {
        return place.refuse("none, auto, required or {\"type\": \"function\", \"function\": "
                            "{\"name\": …}}");
    }
    return ToolChoice{
        .kind = Kind::Named, .name = TRY(textOf(place.member("function").member("name")))};
}

std::string_view finishName(FinishReason reason)
{
    switch (reason) {
    case FinishReason::Length:
        return "length";
    case FinishReason::ToolCalls:
        return "tool_calls";
    case FinishReason::Stop:
        break;
    }
    return "stop";
}

} // namespace

Result<ModelRequest> chatRequestFromJson(const OrderedJson& conversation)
{
    const Place root{.value = &conversation, .path = {}};
    if (!conversation.is_object()) {
        return Place{.value = &conversation, .path = "conversation"}.refuse(
            "an object with the member 'messages'");
    }
    ModelRequest request;
    const Place messages = root.member("messages");
    const std::size_t count = TRY(itemsOf(messages, chatMessagesMax));
    if (count == 0) {
        return messages.refuse("a list of messages that is not empty");
    }
    for (std::size_t i = 0; i < count; ++i) {
        request.messages.push_back(TRY(messageOf(messages.item(i), request.messages)));
    }
    const Place tools = root.member("tools");
    const std::size_t toolCount = TRY(itemsOf(tools, chatToolsMax));
    for (std::size_t i = 0; i < toolCount; ++i) {
        request.tools.push_back(TRY(toolOf(tools.item(i))));
    }
    request.toolChoice = TRY(choiceOf(root.member("tool_choice")));
    request.now = TRY(textOrNothing(root.member("now")));
    constexpr std::array<std::string_view, 7> taken{"messages", "tools", "tool_choice", "now",
        "add_generation_prompt", "bos_token", "eos_token"};
    for (const auto& [name, value] : conversation.items()) {
        if (std::find(taken.begin(), taken.end(), name) == taken.end()) {
            request.templateVariables[name] = value;
        }
    }
    return request;
}

Json chatAnswerToJson(const ModelResponse& response)
{
    Json calls = Json::array();
    for (const ModelToolCall& call : response.toolCalls) {
        calls.push_back({{"id", call.callId}, {"type", "function"},
            {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    }
    const ModelUsage& usage = response.usage;
    const std::int64_t prompt = usage.inputTokensComputed + usage.inputTokensCached;
    Json answer{{"content", response.text},
        {"reasoning_content", response.reasoning.empty() ? Json() : Json(response.reasoning)},
        {"tool_calls", std::move(calls)}, {"finish_reason", finishName(response.finish)},
        {"usage",
            {{"prompt_tokens", prompt}, {"completion_tokens", usage.outputTokens},
                {"total_tokens", prompt + usage.outputTokens},
                {"prompt_tokens_details", {{"cached_tokens", usage.inputTokensCached}}}}}};
    if (!response.notice.empty()) {
        answer["notice"] = response.notice;
    }
    return answer;
}

} // namespace core
