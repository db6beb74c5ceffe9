// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace inference {

/// Text from a file, made safe to show: valid UTF-8 of at most `bytesMax` bytes (an ellipsis more
/// when clipped) in which control characters, invisible format characters and everything that
/// turns the direction of writing stand as \u escapes.
std::string printable(std::string_view text, std::size_t bytesMax);

} // namespace inference
