// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/python_call.h"

#include "core/text/json.h"
#include "inference/engine/chat/call_reader.h"

#include <cctype>
#include <optional>
#include <string>

namespace inference {

using core::OrderedJson;

namespace {

constexpr std::string_view callMark = ".call(";

bool isName(std::string_view text)
{
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') {
            return false;
        }
    }
    return !text.empty();
}

/// Behind the value that `text` begins with: at a comma outside of strings and brackets, or at the
/// end.
std::size_t valueEnd(std::string_view text)
{
    bool inString = false;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == ',' && depth == 0) {
            return i;
        } else {
            depth += c == '{' || c == '[' ? 1 : 0;
            depth -= c == '}' || c == ']' ? 1 : 0;
        }
    }
    return text.size();
}

std::optional<OrderedJson> readArguments(std::string_view text)
{
    OrderedJson arguments = OrderedJson::object();
    for (text = trimmedText(text); !text.empty(); text = trimmedText(text)) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || !isName(trimmedText(text.substr(0, equals)))) {
            return std::nullopt;
        }
        const std::string name(trimmedText(text.substr(0, equals)));
        text.remove_prefix(equals + 1);
        const std::size_t end = valueEnd(text);
        auto value = core::parseOrderedJson(trimmedText(text.substr(0, end)));
        if (!value) {
            return std::nullopt;
        }
        arguments[name] = std::move(*value);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return arguments;
}

} // namespace

core::ModelToolCall readPythonCall(std::string_view written)
{
    const std::string_view text = trimmedText(written);
    const std::size_t mark = text.find(callMark);
    if (mark == std::string_view::npos || !isName(text.substr(0, mark)) || !text.ends_with(')')) {
        return unreadableCall(written);
    }
    std::string_view inside = text.substr(mark + callMark.size());
    inside.remove_suffix(1);
    const auto arguments = readArguments(inside);
    if (!arguments) {
        return unreadableCall(written);
    }
    return {.callId = {},
        .name = std::string(text.substr(0, mark)),
        .arguments = core::writeOrderedJson(*arguments)};
}

} // namespace inference
