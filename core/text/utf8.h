// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace core {

/// True when every byte belongs to a well-formed UTF-8 sequence (Unicode 15, table 3-7).
bool isValidUtf8(std::string_view text);

/// The length of the longest prefix that ends at a sequence boundary and is valid. What is cut off
/// is either an incomplete sequence at the end or begins with an invalid byte.
std::size_t validUtf8Prefix(std::string_view text);

/// The text with each invalid byte replaced by U+FFFD.
std::string replaceInvalidUtf8(std::string_view text);

/// At most `bytes` bytes of valid UTF-8, cut at a sequence boundary.
std::string_view clipUtf8(std::string_view text, std::size_t bytes);

} // namespace core
