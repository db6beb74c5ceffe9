// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace inference {

/// How many bytes at the end of `text` may be the beginning of `tag`, and must wait.
inline std::size_t heldSuffix(std::string_view text, std::string_view tag)
{
    for (std::size_t length = std::min(text.size(), tag.size() - 1); length > 0; --length) {
        if (text.substr(text.size() - length) == tag.substr(0, length)) {
            return length;
        }
    }
    return 0;
}

} // namespace inference
