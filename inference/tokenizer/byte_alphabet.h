// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inference {

/// Byte-level vocabularies write each byte as one visible character: bytes that are visible in
/// Latin-1 as themselves, the other 68 as U+0100 and on, in order.
std::string toByteAlphabet(std::string_view bytes);

/// The bytes that a text in the alphabet stands for; nothing when a character is not in it.
std::optional<std::string> fromByteAlphabet(std::string_view text);

} // namespace inference
