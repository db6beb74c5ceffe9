// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/pattern_escape.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace core::schema {

namespace {

CodePointSet one(char32_t c)
{
    return {{c, c}};
}

const CodePointSet& digits()
{
    static const CodePointSet set{{'0', '9'}};
    return set;
}

const CodePointSet& wordCharacters()
{
    static const CodePointSet set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    return set;
}

/// ECMA-262, WhiteSpace and LineTerminator.
const CodePointSet& spaces()
{
    static const CodePointSet set{{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680},
        {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
        {0xFEFF, 0xFEFF}};
    return set;
}

std::optional<CodePointSet> classEscape(char32_t c)
{
    switch (c) {
    case 'd':
        return digits();
    case 'D':
        return digits().complement();
    case 'w':
        return wordCharacters();
    case 'W':
        return wordCharacters().complement();
    case 's':
        return spaces();
    case 'S':
        return spaces().complement();
    default:
        return std::nullopt;
    }
}

std::optional<char32_t> controlEscape(char32_t c)
{
    switch (c) {
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case 'v':
        return '\v';
    case '0':
        return 0;
    default:
        return std::nullopt;
    }
}

bool isSyntax(char32_t c)
{
    constexpr std::u32string_view syntax = U"^$\\.*+?()[]{}|/-\"'`~!@#%&=:;<>, _";
    return syntax.find(c) != std::u32string_view::npos;
}

std::optional<char32_t> hexDigits(
    const std::vector<char32_t>& text, std::size_t& at, std::size_t count)
{
    char32_t value = 0;
    for (std::size_t i = 0; i < count; ++i, ++at) {
        const char32_t c = at < text.size() ? text[at] : U' ';
        const char32_t lower = c | 0x20U;
        if (c >= '0' && c <= '9') {
            value = value * 16 + (c - U'0');
        } else if (lower >= 'a' && lower <= 'f') {
            value = value * 16 + (lower - U'a' + 10);
        } else {
            return std::nullopt;
        }
    }
    return value;
}

std::optional<char32_t> bracedHex(const std::vector<char32_t>& text, std::size_t& at)
{
    std::size_t count = 0;
    while (at + 1 + count < text.size() && text[at + 1 + count] != '}') {
        ++count;
    }
    ++at;
    const auto value = count >= 1 && count <= 6 ? hexDigits(text, at, count) : std::nullopt;
    ++at;
    return value;
}

/// A pair of surrogates written as two escapes is one character.
std::optional<char32_t> fourHex(const std::vector<char32_t>& text, std::size_t& at)
{
    const auto first = hexDigits(text, at, 4);
    const bool isPair = first && *first >= 0xD800 && *first <= 0xDBFF && at + 6 <= text.size()
        && text[at] == '\\' && text[at + 1] == 'u';
    if (!isPair) {
        return first;
    }
    at += 2;
    const auto second = hexDigits(text, at, 4);
    if (!second || *second < 0xDC00 || *second > 0xDFFF) {
        return std::nullopt;
    }
    return 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00);
}

Result<CodePointSet> checked(std::optional<char32_t> codePoint, std::size_t at)
{
    if (!codePoint || *codePoint > 0x10FFFF || (*codePoint >= 0xD800 && *codePoint <= 0xDFFF)) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("before character {} an escape names no character", at + 1));
    }
    return one(*codePoint);
}

} // namespace

Result<CodePointSet> readEscape(
    const std::vector<char32_t>& pattern, std::size_t& at, InClass inClass)
{
    if (at == pattern.size()) {
        return fail(ErrorCode::InvalidInput, "a backslash stands at the end");
    }
    const char32_t c = pattern[at++];
    if (const auto set = classEscape(c)) {
        return *set;
    }
    if (const auto control = controlEscape(c)) {
        return one(*control);
    }
    if (c == 'x') {
        return checked(hexDigits(pattern, at, 2), at);
    }
    if (c == 'u') {
        const bool isBraced = at < pattern.size() && pattern[at] == '{';
        return checked(isBraced ? bracedHex(pattern, at) : fourHex(pattern, at), at);
    }
    if (c == 'c' && at < pattern.size() && (pattern[at] | 0x20U) >= 'a'
        && (pattern[at] | 0x20U) <= 'z') {
        return one(pattern[at++] & 0x1FU);
    }
    if (c == 'b' && inClass == InClass::Yes) {
        return one('\b');
    }
    if (isSyntax(c)) {
        return one(c);
    }
    return fail(ErrorCode::Unsupported,
        fmt::format("the escape before character {} is not supported (back references, word "
                    "borders and \\p are not)",
            at + 1));
}

} // namespace core::schema
