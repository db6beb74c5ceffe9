// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/recorded_answer.h"

namespace inference {

namespace {

constexpr std::string_view whitespace = " \t\r\n";

bool isSpace(char c)
{
    return whitespace.find(c) != std::string_view::npos;
}

/// Goes back from both places to the beginning of `generated`: where that is in `rendered`.
std::optional<std::size_t> matchBackward(
    std::string_view rendered, std::size_t at, std::string_view generated, std::size_t from)
{
    std::size_t begin = at;
    while (from > 0) {
        if (isSpace(generated[from - 1])) {
            --from;
        } else if (at > 0 && isSpace(rendered[at - 1])) {
            --at;
        } else if (at > 0 && rendered[at - 1] == generated[from - 1]) {
            begin = --at;
            --from;
        } else {
            return std::nullopt;
        }
    }
    return begin;
}

/// Goes on from both places to the end of `generated`: where that is in `rendered`.
std::optional<std::size_t> matchForward(
    std::string_view rendered, std::size_t at, std::string_view generated, std::size_t from)
{
    bool inString = from > 0 && generated[from - 1] == '"';
    bool escaped = false;
    std::size_t end = at;
    while (from < generated.size()) {
        const char c = generated[from];
        if (at < rendered.size() && rendered[at] == c) {
            inString = inString != (c == '"' && !escaped);
            escaped = inString && c == '\\' && !escaped;
            ++from;
            end = isSpace(c) ? end : at + 1;
            ++at;
        } else if (!inString && isSpace(c)) {
            ++from;
        } else if (!inString && at < rendered.size() && isSpace(rendered[at])) {
            ++at;
        } else {
            return std::nullopt;
        }
    }
    return end;
}

} // namespace

std::string_view trailingSpace(std::string_view text)
{
    const std::size_t last = text.find_last_not_of(whitespace);
    return last == std::string_view::npos ? text : text.substr(last + 1);
}

std::optional<TextRange> findRecordedAnswer(std::string_view rendered, std::size_t at,
    std::string_view words, std::string_view generated, std::string_view lead)
{
    for (std::size_t from = generated.find(words); from != std::string_view::npos;
         from = generated.find(words, from + 1))
    {
        const auto begin = matchBackward(rendered, at, generated, from);
        const auto end =
            begin ? matchForward(rendered, at, generated, from) : std::optional<std::size_t>();
        if (!end) {
            continue;
        }
        const std::string_view space = trailingSpace(rendered.substr(0, *begin));
        const std::size_t spaceBegin = *begin - space.size();
        return TextRange{
            .begin = space.starts_with(lead) ? spaceBegin + lead.size() : *begin, .end = *end};
    }
    return std::nullopt;
}

} // namespace inference
