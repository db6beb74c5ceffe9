// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace inference {

/// The value of an IEEE 754 binary16 number, exactly.
double halfToDouble(std::uint16_t bits);

/// The nearest binary16 number, ties to even; beyond its range an infinity.
std::uint16_t doubleToHalf(double value);

} // namespace inference
