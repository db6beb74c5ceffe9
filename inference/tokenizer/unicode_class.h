// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inference {

/// The general category of a character, as far as tokenizers look at it.
enum class UnicodeClass : std::uint8_t {
    Other = 0, ///< separators and code points without a character
    Letter = 1,
    Number = 2,
    Mark = 3,
    Punctuation = 4,
    Symbol = 5,
    Control = 6, ///< controls, format characters, private use
    Space = 7, ///< the property White_Space; never given by unicodeClass
};

UnicodeClass unicodeClass(char32_t character);

/// The property White_Space, which regular expressions call \s.
bool isUnicodeSpace(char32_t character);

/// A character and how many bytes it takes.
struct DecodedCharacter {
    char32_t character = 0;
    std::size_t length = 0;
};

/// The first character of a text that is not empty. A byte that begins no valid sequence counts
/// as U+FFFD of length 1, so that any bytes can be walked through.
DecodedCharacter decodeCharacter(std::string_view text);

/// Appends a character as UTF-8.
void appendUtf8(std::string& out, char32_t character);

} // namespace inference
