// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace core::schema {

/// A number as its decimal digits, so that bounds mean what was written and not what the nearest
/// binary number is. A JSON number stands for the shortest decimal that reads back as it.
struct Decimal {
    bool negative = false; ///< never of zero
    std::string integer = "0"; ///< without leading zeros, but for a single one
    std::string fraction = {}; ///< without trailing zeros

    static Decimal of(const Json& number);

    [[nodiscard]] bool isInteger() const { return fraction.empty(); }
    [[nodiscard]] bool isZero() const { return integer == "0" && fraction.empty(); }
    [[nodiscard]] std::string text() const;

    /// Of the values, not of the texts.
    std::strong_ordering operator<=>(const Decimal& other) const;
    bool operator==(const Decimal& other) const = default;
};

/// `count` times 10^-places.
struct DecimalStep {
    std::uint64_t count = 1; ///< at least 1
    std::size_t places = 0;

    /// Nothing when the number is not over zero, or its count is over limits::multipleMax.
    static std::optional<DecimalStep> of(const Decimal& number);

    /// The smallest step whose multiples are multiples of both; nothing when its count is over the
    /// limit.
    [[nodiscard]] std::optional<DecimalStep> common(const DecimalStep& other) const;

    [[nodiscard]] bool divides(const Decimal& number) const;

    bool operator==(const DecimalStep& other) const = default;
};

} // namespace core::schema
