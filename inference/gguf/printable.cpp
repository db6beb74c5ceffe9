// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/printable.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

namespace inference {

namespace {

/// Ranges of characters that act on a terminal or on neighbouring text instead of being seen.
constexpr std::array<std::pair<char32_t, char32_t>, 10> unseen{{
    {0x0000, 0x001F}, // controls, the escape of terminals among them
    {0x007F, 0x009F}, {0x00AD, 0x00AD}, // soft hyphen
    {0x061C, 0x061C}, // Arabic letter mark
    {0x200B, 0x200F}, // zero width, direction marks
    {0x2028, 0x202E}, // separators, embeddings and overrides of direction
    {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}, // tags
}};

bool isUnseen(char32_t character)
{
    for (const auto& [first, last] : unseen) {
        if (character >= first && character <= last) {
            return true;
        }
    }
    return false;
}

/// The first character of valid UTF-8 and its length.
std::pair<char32_t, std::size_t> firstCharacter(std::string_view text)
{
    const auto lead = static_cast<std::uint8_t>(text.front());
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t character = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        character = (character << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    }
    return {character, length};
}

} // namespace

std::string printable(std::string_view text, std::size_t bytesMax)
{
    // Looking at a little more than is shown decides whether something was clipped.
    const std::string valid = core::replaceInvalidUtf8(text.substr(0, bytesMax + 4));
    std::string_view rest = valid;
    std::string out;
    while (!rest.empty()) {
        const auto [character, length] = firstCharacter(rest);
        const std::string shown = isUnseen(character)
            ? fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(character))
            : std::string(rest.substr(0, length));
        if (out.size() + shown.size() > bytesMax) {
            return out + "\xE2\x80\xA6";
        }
        out += shown;
        rest.remove_prefix(length);
    }
    return out;
}

} // namespace inference
