// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace inference {

/// How many bytes at the end of `text` may be the beginning of `marker`, and must wait.
inline std::size_t heldSuffix(std::string_view text, std::string_view marker)
{
    for (std::size_t length = std::min(text.size(), marker.size() - 1); length > 0; --length) {
        if (text.substr(text.size() - length) == marker.substr(0, length)) {
            return length;
        }
    }
    return 0;
}

/// The same for several markers: the most that must wait for any of them.
inline std::size_t heldSuffix(
    std::string_view text, std::initializer_list<std::string_view> markers)
{
    std::size_t held = 0;
    for (const std::string_view marker : markers) {
        held = std::max(held, heldSuffix(text, marker));
    }
    return held;
}

/// A marker and where it stands; `at` is npos when there is none.
struct MarkerPlace {
    std::size_t at = std::string_view::npos;
    std::string_view marker;
};

/// The first marker in a text.
inline MarkerPlace findMarker(
    std::string_view text, std::initializer_list<std::string_view> markers)
{
    MarkerPlace first;
    for (const std::string_view marker : markers) {
        const std::size_t at = text.find(marker);
        if (at < first.at) {
            first = {at, marker};
        }
    }
    return first;
}

} // namespace inference
