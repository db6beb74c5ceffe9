// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/unicode_class.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace inference {

namespace {

constexpr std::uint32_t runs[] = {
#include "inference/tokenizer/unicode_classes.inc"
};

} // namespace

UnicodeClass unicodeClass(char32_t character)
{
    // The run that holds the character is the last that does not begin behind it.
    const std::uint32_t key = (static_cast<std::uint32_t>(character) << 3U) | 7U;
    const auto* const after = std::upper_bound(std::begin(runs), std::end(runs), key);
    return static_cast<UnicodeClass>(*(after - 1) & 7U);
}

bool isUnicodeSpace(char32_t character)
{
    if (character < 0x80) {
        return character == ' ' || (character >= 0x09 && character <= 0x0D);
    }
    constexpr std::array<char32_t, 8> singles{
        0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    return (character >= 0x2000 && character <= 0x200A)
        || std::find(singles.begin(), singles.end(), character) != singles.end();
}

DecodedCharacter decodeCharacter(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length > text.size() || core::validUtf8Prefix(text.substr(0, length)) != length) {
        return {0xFFFD, 1};
    }
    char32_t character = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    return {character, length};
}

void appendUtf8(std::string& out, char32_t character)
{
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
    };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xC0U | (character >> 6U));
        tail(0);
    } else if (character < 0x10000) {
        out += static_cast<char>(0xE0U | (character >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (character >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace inference
