// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/half_float.h"

#include <cmath>
#include <limits>

namespace inference {

namespace {

constexpr int mantissaBits = 10;
constexpr int exponentBias = 15;
constexpr int exponentMin = 1 - exponentBias; ///< of normal numbers
constexpr std::uint16_t infinityBits = 0x7C00;
constexpr std::uint16_t quietNanBits = 0x7E00;
constexpr std::uint16_t signBit = 0x8000;

} // namespace

double halfToDouble(std::uint16_t bits)
{
    const int exponent = (bits >> mantissaBits) & 0x1F;
    const int mantissa = bits & 0x3FF;
    double magnitude = 0;
    if (exponent == 0x1F) {
        magnitude = mantissa == 0 ? std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::quiet_NaN();
    } else if (exponent == 0) {
        magnitude = std::ldexp(mantissa, exponentMin - mantissaBits);
    } else {
        magnitude =
            std::ldexp(mantissa + (1 << mantissaBits), exponent - exponentBias - mantissaBits);
    }
    return (bits & signBit) != 0 ? -magnitude : magnitude;
}

std::uint16_t doubleToHalf(double value)
{
    if (std::isnan(value)) {
        return quietNanBits;
    }
    const std::uint16_t sign = std::signbit(value) ? signBit : 0;
    const double magnitude = std::fabs(value);
    if (magnitude == 0) {
        return sign;
    }
    if (std::isinf(magnitude)) {
        return sign | infinityBits;
    }
    int exponent = 0;
    std::frexp(magnitude, &exponent); // magnitude is in [2^(exponent-1), 2^exponent)
    const int unit = std::max(exponent - 1, exponentMin) - mantissaBits;
    // In units of the last place; nearbyint rounds ties to even.
    const double scaled = std::nearbyint(std::ldexp(magnitude, -unit));
    if (unit + mantissaBits > exponentBias) {
        return sign | infinityBits;
    }
    // A carry out of the mantissa is the next exponent, and a mantissa below 2^10 is a subnormal
    // number: both come out right by adding. So does the infinity.
    const int biased = unit + mantissaBits + exponentBias;
    const auto units = static_cast<std::uint16_t>(scaled);
    return static_cast<std::uint16_t>(sign | ((biased - 1) * (1 << mantissaBits) + units));
}

} // namespace inference
