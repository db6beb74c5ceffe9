// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/schema/code_points.h"

#include <cstddef>
#include <vector>

namespace core::schema {

/// Whether an escape stands between '[' and ']', where \b is a backspace and \- a minus.
enum class InClass { No, Yes };

/// What an escape of a pattern stands for. `at` is behind the backslash and moves behind the
/// escape. Errors as parsePattern.
Result<CodePointSet> readEscape(
    const std::vector<char32_t>& pattern, std::size_t& at, InClass inClass);

} // namespace core::schema
