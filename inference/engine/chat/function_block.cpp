// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/function_block.h"

#include "core/text/json.h"
#include "inference/engine/chat/call_reader.h"
#include "inference/engine/chat/marker_search.h"

#include <algorithm>
#include <optional>
#include <string>

namespace inference {

using core::OrderedJson;

namespace {

constexpr std::string_view parameterBegin = "<parameter=";
constexpr std::string_view parameterEnd = "</parameter>";

/// `<tag=name>` at the beginning of `text`, which then begins behind it.
std::optional<std::string> takeName(std::string_view& text, std::string_view tag)
{
    const std::size_t end = text.find('>');
    if (!text.starts_with(tag) || end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view name = trimmedText(text.substr(tag.size(), end - tag.size()));
    text.remove_prefix(end + 1);
    return name.empty() ? std::nullopt : std::optional(std::string(name));
}

/// Where the value ends: at an end tag behind which the block goes on as blocks do, so that a value
/// may quote one; else where the next parameter or the end of the function stands.
std::size_t valueEnd(std::string_view text)
{
    std::size_t at = text.find(parameterEnd);
    while (at != std::string_view::npos) {
        const std::string_view behind = trimmedText(text.substr(at + parameterEnd.size()));
        if (behind.empty() || behind.starts_with(parameterBegin) || behind.starts_with(functionEnd))
        {
            return at;
        }
        at = text.find(parameterEnd, at + 1);
    }
    return std::min(findMarker(text, {parameterBegin, functionEnd}).at, text.size());
}

/// One line break before and behind a value belongs to the form.
std::string_view withoutFrame(std::string_view value)
{
    value.remove_prefix(value.starts_with('\n') ? 1 : 0);
    value.remove_suffix(value.ends_with('\n') ? 1 : 0);
    return value;
}

bool isText(const core::ToolDeclaration* tool, const std::string& parameter)
{
    if (tool == nullptr || !tool->parameters.is_object()
        || !tool->parameters.contains("properties")) {
        return false;
    }
    const OrderedJson& properties = tool->parameters["properties"];
    if (!properties.is_object() || !properties.contains(parameter)
        || !properties[parameter].is_object())
    {
        return false;
    }
    return properties[parameter].value("type", OrderedJson()) == "string";
}

OrderedJson typedValue(std::string_view value)
{
    for (const auto& [word, meaning] : {std::pair{"True", OrderedJson(true)},
             std::pair{"False", OrderedJson(false)}, std::pair{"None", OrderedJson()}})
    {
        if (value == word) {
            return meaning;
        }
    }
    auto json = core::parseOrderedJson(value);
    return json ? *json : OrderedJson(std::string(value));
}

} // namespace

core::ModelToolCall readFunctionBlock(
    std::string_view block, std::span<const core::ToolDeclaration> tools)
{
    std::string_view rest = trimmedText(block);
    const auto name = takeName(rest, functionBegin);
    if (!name) {
        return unreadableCall(block);
    }
    const auto tool = std::find_if(
        tools.begin(), tools.end(), [&](const auto& known) { return known.name == *name; });
    OrderedJson arguments = OrderedJson::object();
    for (rest = trimmedText(rest); rest != functionEnd; rest = trimmedText(rest)) {
        const auto key = takeName(rest, parameterBegin);
        if (!key) {
            return unreadableCall(block);
        }
        const std::size_t end = valueEnd(rest);
        const std::string_view value = withoutFrame(rest.substr(0, end));
        arguments[*key] = isText(tool == tools.end() ? nullptr : &*tool, *key)
            ? OrderedJson(std::string(value))
            : typedValue(value);
        rest.remove_prefix(end);
        rest.remove_prefix(rest.starts_with(parameterEnd) ? parameterEnd.size() : 0);
    }
    return {.callId = {}, .name = *name, .arguments = core::writeOrderedJson(arguments)};
}

} // namespace inference
