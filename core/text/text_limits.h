// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string_view>

namespace core {

/// A name or title: valid UTF-8, no control characters, from `bytesMin` to `bytesMax` bytes.
/// InvalidInput or, when it is too long, LimitReached; both carry the field.
Result<void> checkLine(
    std::string_view field, std::string_view text, std::size_t bytesMin, std::size_t bytesMax);

/// Any text a person or model writes: valid UTF-8, from `bytesMin` to `bytesMax` bytes.
Result<void> checkText(
    std::string_view field, std::string_view text, std::size_t bytesMin, std::size_t bytesMax);

} // namespace core
