// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/byte_alphabet.h"

#include "inference/tokenizer/unicode_class.h"

#include <array>

namespace inference {

namespace {

constexpr char32_t firstSubstitute = 0x100;
constexpr std::size_t alphabetEnd = 0x100 + 68;

constexpr bool isVisible(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
}

constexpr std::array<char32_t, 256> makeCharacters()
{
    std::array<char32_t, 256> characters{};
    char32_t substitute = firstSubstitute;
    for (unsigned byte = 0; byte < 256; ++byte) {
        characters[byte] = isVisible(byte) ? byte : substitute++;
    }
    return characters;
}

constexpr std::array<char32_t, 256> characterOf = makeCharacters();

/// The byte of each character of the alphabet; -1 for the others.
constexpr std::array<std::int16_t, alphabetEnd> makeBytes()
{
    std::array<std::int16_t, alphabetEnd> bytes{};
    for (std::int16_t& byte : bytes) {
        byte = -1;
    }
    for (std::int16_t byte = 0; byte < 256; ++byte) {
        bytes[characterOf[static_cast<std::size_t>(byte)]] = byte;
    }
    return bytes;
}

constexpr std::array<std::int16_t, alphabetEnd> byteOf = makeBytes();

} // namespace

std::string toByteAlphabet(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        appendUtf8(out, characterOf[static_cast<unsigned char>(byte)]);
    }
    return out;
}

std::optional<std::string> fromByteAlphabet(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto [character, length] = decodeCharacter(text);
        if (character >= alphabetEnd || byteOf[character] < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(byteOf[character]);
        text.remove_prefix(length);
    }
    return out;
}

} // namespace inference
