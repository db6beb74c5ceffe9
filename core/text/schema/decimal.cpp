// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/decimal.h"

#include "core/text/schema/schema_limits.h"

#include <array>
#include <charconv>
#include <numeric>

namespace core::schema {

namespace {

/// The longest fixed text of a double: 309 digits before the point or 1074 behind it.
constexpr std::size_t fixedTextMax = 1500;

std::string fixedText(const Json& number)
{
    if (number.is_number_unsigned()) {
        return std::to_string(number.get<std::uint64_t>());
    }
    if (number.is_number_integer()) {
        return std::to_string(number.get<std::int64_t>());
    }
    std::array<char, fixedTextMax> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
        number.get<double>(), std::chars_format::fixed);
    return {buffer.data(), written.ptr};
}

std::strong_ordering compareMagnitudes(const Decimal& a, const Decimal& b)
{
    if (a.integer.size() != b.integer.size()) {
        return a.integer.size() <=> b.integer.size();
    }
    if (const int order = a.integer.compare(b.integer); order != 0) {
        return order <=> 0;
    }
    return a.fraction.compare(b.fraction) <=> 0;
}

std::optional<std::uint64_t> scaled(std::uint64_t count, std::size_t places)
{
    for (std::size_t i = 0; i < places; ++i) {
        count *= 10;
        if (count > limits::multipleMax) {
            return std::nullopt;
        }
    }
    return count;
}

} // namespace

Decimal Decimal::of(const Json& number)
{
    std::string text = fixedText(number);
    Decimal result;
    result.negative = text.starts_with('-');
    if (result.negative) {
        text.erase(0, 1);
    }
    const std::size_t point = text.find('.');
    result.integer = text.substr(0, point);
    if (point != std::string::npos) {
        result.fraction = text.substr(point + 1);
        result.fraction.erase(result.fraction.find_last_not_of('0') + 1);
    }
    result.negative = result.negative && !result.isZero();
    return result;
}

std::string Decimal::text() const
{
    return (negative ? "-" : "") + integer + (fraction.empty() ? "" : "." + fraction);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const
{
    if (negative != other.negative) {
        return negative ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    return negative ? compareMagnitudes(other, *this) : compareMagnitudes(*this, other);
}

std::optional<DecimalStep> DecimalStep::of(const Decimal& number)
{
    const std::string digits = number.integer + number.fraction;
    const std::string_view significant =
        std::string_view(digits).substr(std::min(digits.find_first_not_of('0'), digits.size()));
    if (number.negative || significant.empty() || significant.size() > 7) {
        return std::nullopt;
    }
    const std::uint64_t count = std::stoull(std::string(significant));
    return count <= limits::multipleMax
        ? std::optional(DecimalStep{.count = count, .places = number.fraction.size()})
        : std::nullopt;
}

std::optional<DecimalStep> DecimalStep::common(const DecimalStep& other) const
{
    const std::size_t finest = std::max(places, other.places);
    const auto mine = scaled(count, finest - places);
    const auto theirs = scaled(other.count, finest - other.places);
    if (!mine || !theirs) {
        return std::nullopt;
    }
    const std::uint64_t both = std::lcm(*mine, *theirs);
    return both <= limits::multipleMax ? std::optional(DecimalStep{.count = both, .places = finest})
                                       : std::nullopt;
}

bool DecimalStep::divides(const Decimal& number) const
{
    if (number.fraction.size() > places) {
        return false; // its last digit is no zero
    }
    std::uint64_t remainder = 0;
    const auto take = [&](char digit) {
        remainder = (remainder * 10 + static_cast<std::uint64_t>(digit - '0')) % count;
    };
    for (const char digit : number.integer + number.fraction) {
        take(digit);
    }
    for (std::size_t i = number.fraction.size(); i < places; ++i) {
        take('0');
    }
    return remainder == 0;
}

} // namespace core::schema
