// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace inference {

/// Turns the pieces of tokens, which may end inside a character, into valid UTF-8: what is not
/// complete yet is held back, what can never become valid is replaced by U+FFFD.
class TextStream {
public:
    /// The text that is complete with this piece; may be empty.
    std::string add(std::string_view piece);

    /// The rest at the end of generation: an unfinished character becomes U+FFFD.
    std::string finish();

private:
    std::string m_held;
};

} // namespace inference
