// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/json_member.h"

namespace inference {

namespace {

constexpr std::string_view whitespace = " \t\r\n";

/// Behind the string whose opening quote stands at `at`.
std::size_t stringEnd(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1 : 0;
    }
    return at + 1;
}

/// Behind the value that begins at `at`: at the comma or bracket that follows it.
std::size_t valueEnd(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = stringEnd(text, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}')) {
            break;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        ++at;
    }
    return at;
}

} // namespace

std::string_view jsonMember(std::string_view object, std::string_view name)
{
    std::size_t at = object.find('{') + 1;
    for (;;) {
        at = object.find('"', at);
        if (at == std::string_view::npos) {
            return {};
        }
        const std::size_t keyEnd = stringEnd(object, at);
        const std::string_view key = object.substr(at + 1, keyEnd - at - 2);
        const std::size_t colon = object.find(':', keyEnd);
        const std::size_t begin = object.find_first_not_of(whitespace, colon + 1);
        if (colon == std::string_view::npos || begin == std::string_view::npos) {
            return {};
        }
        const std::size_t end = valueEnd(object, begin);
        if (key == name) {
            const std::string_view value = object.substr(begin, end - begin);
            return value.substr(0, value.find_last_not_of(whitespace) + 1);
        }
        at = end;
    }
}

} // namespace inference
