// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/half_table.h"

#include <cmath>
#include <cstdint>
#include <limits>

namespace inference {

float halfTable[65536];

void fillHalfTable()
{
    constexpr std::uint32_t exponentMax = 31; // infinity and what is no number
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const std::uint32_t exponent = bits >> 10 & exponentMax;
        const auto fraction = static_cast<float>(bits & 1023);
        float value = exponent == 0 ? std::ldexp(fraction, -24)
                                    : std::ldexp(fraction + 1024, static_cast<int>(exponent) - 25);
        if (exponent == exponentMax) {
            value = fraction == 0 ? std::numeric_limits<float>::infinity()
                                  : std::numeric_limits<float>::quiet_NaN();
        }
        halfTable[bits] = (bits & 0x8000) != 0 ? -value : value;
    }
}

} // namespace inference
