// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace core {

/// The longest expression in bytes and the deepest nesting.
inline constexpr std::size_t expressionBytesMax = 1000;
inline constexpr int expressionDepthMax = 50;

/// The value of an arithmetic expression: numbers, + - * / % ^ (right to left), parentheses, unary
/// + and -, the functions sqrt abs round floor ceil min max ln log exp, the constants pi and e.
/// Doubles: integers are exact up to 2^53. `%` has the sign of the dividend; -2^2 is -4.
/// InvalidInput says what was found and at which byte (`byteOffset`); division by zero and results
/// that are no number are errors as well.
Result<double> calculate(std::string_view expression);

/// The shortest text that reads back as the same number; whole numbers up to 2^53 without exponent.
std::string numberText(double value);

} // namespace core
