// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/number_rule.h"

#include "core/text/schema/schema_limits.h"
#include "inference/grammar/grammar_limits.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

namespace inference {

using core::schema::Decimal;
using core::schema::DecimalStep;
using NodeId = Grammar::NodeId;

namespace {

constexpr std::string_view exactIntegerMax = "9007199254740992"; // 2^53

struct Bound {
    Decimal value; ///< not negative
    bool isExcluded = false;
};

/// What numbers without a sign are to be written.
struct Magnitudes {
    bool isInteger = false;
    std::optional<Bound> least;
    std::optional<Bound> most;
    std::optional<DecimalStep> step;
    bool mayHaveExponent = false;
};

/// How the digits so far compare with the equally many first ones of a bound.
enum class Order { Less, Equal, Greater };

Order compareDigit(Order before, char digit, char bound)
{
    return before != Order::Equal ? before
        : digit < bound           ? Order::Less
        : digit > bound           ? Order::Greater
                                  : Order::Equal;
}

/// What is known of a number after some of its digits.
struct Reading {
    bool hasPoint = false;
    std::size_t integerDigits = 0;
    std::size_t fractionDigits = 0;
    bool isZero = false; ///< begins with 0: no digit may follow
    Order toLeast = Order::Equal;
    Order toMost = Order::Equal;
    std::uint64_t remainder = 0;

    /// All of it in one number: a remainder is under 2^20, counts of digits are under 2^5.
    [[nodiscard]] std::uint64_t key() const
    {
        const std::uint64_t orders =
            static_cast<std::uint64_t>(toLeast) * 4 + static_cast<std::uint64_t>(toMost);
        const std::uint64_t flags = (hasPoint ? 2U : 0U) + (isZero ? 1U : 0U);
        return (((remainder * 32 + integerDigits) * 32 + fractionDigits) * 16 + orders) * 4 + flags;
    }
};
static_assert(core::schema::limits::multipleMax < (1U << 20U));
static_assert(limits::numberDigitsMax < 32 && exactIntegerMax.size() < 32);

/// Lays one node for each thing that may be known, digit by digit.
class MagnitudeWriter {
public:
    MagnitudeWriter(GrammarBuilder& builder, Magnitudes magnitudes)
        : m_builder(builder)
        , m_magnitudes(std::move(magnitudes))
    {
    }

    void write(NodeId from, NodeId end)
    {
        m_end = end;
        m_known.emplace(Reading{}.key(), from);
        m_open.push_back(Reading{});
        while (!m_open.empty() && !m_builder.isFull()) {
            const Reading reading = m_open.back();
            m_open.pop_back();
            const NodeId node = m_known.at(reading.key());
            layDigits(node, reading);
            if (mayHavePoint(reading)) {
                m_builder.bytes(node, '.', '.', nodeOf(afterPoint(reading)));
            }
            if (mayEnd(reading)) {
                layEnd(node);
            }
        }
    }

private:
    NodeId nodeOf(const Reading& reading)
    {
        const auto [found, isNew] = m_known.try_emplace(reading.key(), 0);
        if (isNew) {
            found->second = m_builder.addNode();
            m_open.push_back(reading);
        }
        return found->second;
    }

    /// One edge for neighbouring digits behind which the same is known.
    void layDigits(NodeId node, const Reading& reading)
    {
        std::optional<NodeId> before;
        std::uint8_t first = '0';
        for (std::uint8_t digit = '0'; digit <= '9' + 1; ++digit) {
            const auto next =
                digit <= '9' ? afterDigit(reading, static_cast<char>(digit)) : std::nullopt;
            const auto to = next ? std::optional(nodeOf(*next)) : std::nullopt;
            if (before && to != before) {
                m_builder.bytes(node, first, static_cast<std::uint8_t>(digit - 1), *before);
            }
            if (to != before) {
                first = digit;
                before = to;
            }
        }
    }

    void layEnd(NodeId node)
    {
        m_builder.skip(node, m_end);
        if (!m_magnitudes.mayHaveExponent) {
            return;
        }
        if (!m_exponent) {
            m_exponent = m_builder.addNode();
            const NodeId digits = m_builder.addNode();
            const NodeId last = m_builder.addNode();
            m_builder.bytes(*m_exponent, '+', '+', digits);
            m_builder.bytes(*m_exponent, '-', '-', digits);
            m_builder.skip(*m_exponent, digits);
            m_builder.bytes(digits, '0', '9', last);
            m_builder.bytes(last, '0', '9', m_end);
            m_builder.skip(last, m_end);
        }
        m_builder.bytes(node, 'E', 'E', *m_exponent);
        m_builder.bytes(node, 'e', 'e', *m_exponent);
    }

    [[nodiscard]] std::size_t digitsMax() const
    {
        return m_magnitudes.isInteger ? exactIntegerMax.size() : limits::numberDigitsMax;
    }

    [[nodiscard]] bool mayHavePoint(const Reading& reading) const
    {
        return !m_magnitudes.isInteger && !reading.hasPoint && reading.integerDigits > 0
            && reading.integerDigits < digitsMax();
    }

    [[nodiscard]] std::optional<Reading> afterDigit(const Reading& reading, char digit) const
    {
        if (reading.integerDigits + reading.fractionDigits == digitsMax()
            || (!reading.hasPoint && reading.isZero))
        {
            return std::nullopt;
        }
        Reading next = reading;
        if (m_magnitudes.step && !takeRemainder(next, digit)) {
            return std::nullopt;
        }
        if (m_magnitudes.least) {
            next.toLeast = compare(reading, reading.toLeast, digit, m_magnitudes.least->value);
        }
        if (m_magnitudes.most) {
            next.toMost = compare(reading, reading.toMost, digit, m_magnitudes.most->value);
        }
        if (reading.hasPoint) {
            ++next.fractionDigits;
        } else {
            next.isZero = reading.integerDigits == 0 && digit == '0';
            ++next.integerDigits;
        }
        return isHopeless(next) ? std::nullopt : std::optional(next);
    }

    /// False when no multiple of the step has this digit here.
    [[nodiscard]] bool takeRemainder(Reading& reading, char digit) const
    {
        if (reading.hasPoint && reading.fractionDigits >= m_magnitudes.step->places) {
            return digit == '0';
        }
        reading.remainder = (reading.remainder * 10 + static_cast<std::uint64_t>(digit - '0'))
            % m_magnitudes.step->count;
        return true;
    }

    static Order compare(const Reading& reading, Order before, char digit, const Decimal& bound)
    {
        if (reading.hasPoint) {
            const std::size_t at = reading.fractionDigits;
            return compareDigit(
                before, digit, at < bound.fraction.size() ? bound.fraction[at] : '0');
        }
        const std::size_t at = reading.integerDigits;
        return at < bound.integer.size() ? compareDigit(before, digit, bound.integer[at])
                                         : Order::Greater;
    }

    /// The order of the whole digits once it is known that no more of them follow.
    static Order settled(const Reading& reading, Order order, const Decimal& bound)
    {
        if (reading.hasPoint || reading.integerDigits == bound.integer.size()) {
            return order;
        }
        return reading.integerDigits < bound.integer.size() ? Order::Less : Order::Greater;
    }

    [[nodiscard]] Reading afterPoint(const Reading& reading) const
    {
        Reading next = reading;
        next.hasPoint = true;
        if (m_magnitudes.least) {
            next.toLeast = settled(reading, reading.toLeast, m_magnitudes.least->value);
        }
        if (m_magnitudes.most) {
            next.toMost = settled(reading, reading.toMost, m_magnitudes.most->value);
        }
        return next;
    }

    [[nodiscard]] bool isHopeless(const Reading& reading) const
    {
        const bool isOver = m_magnitudes.most && reading.toMost == Order::Greater
            && (reading.hasPoint
                || reading.integerDigits >= m_magnitudes.most->value.integer.size());
        return isOver || (reading.hasPoint && m_magnitudes.least && reading.toLeast == Order::Less);
    }

    static Order final(const Reading& reading, Order order, const Decimal& bound)
    {
        const Order whole = settled(reading, order, bound);
        return whole == Order::Equal && reading.fractionDigits < bound.fraction.size() ? Order::Less
                                                                                       : whole;
    }

    [[nodiscard]] bool mayEnd(const Reading& reading) const
    {
        if (reading.integerDigits == 0 || (reading.hasPoint && reading.fractionDigits == 0)) {
            return false;
        }
        if (const auto& least = m_magnitudes.least) {
            const Order order = final(reading, reading.toLeast, least->value);
            if (order == Order::Less || (order == Order::Equal && least->isExcluded)) {
                return false;
            }
        }
        if (const auto& most = m_magnitudes.most) {
            const Order order = final(reading, reading.toMost, most->value);
            if (order == Order::Greater || (order == Order::Equal && most->isExcluded)) {
                return false;
            }
        }
        return !m_magnitudes.step || isMultiple(reading);
    }

    [[nodiscard]] bool isMultiple(const Reading& reading) const
    {
        std::uint64_t remainder = reading.remainder;
        for (std::size_t i = reading.fractionDigits; i < m_magnitudes.step->places; ++i) {
            remainder = remainder * 10 % m_magnitudes.step->count;
        }
        return remainder == 0;
    }

    GrammarBuilder& m_builder;
    Magnitudes m_magnitudes;
    NodeId m_end = 0;
    std::optional<NodeId> m_exponent;
    std::unordered_map<std::uint64_t, NodeId> m_known;
    std::vector<Reading> m_open;
};

Decimal withoutSign(Decimal value)
{
    value.negative = false;
    return value;
}

void tighten(std::optional<Bound>& least, Bound other)
{
    const bool isTighter =
        !least || other.value > least->value || (other.value == least->value && other.isExcluded);
    if (isTighter) {
        least = std::move(other);
    }
}

/// Those from zero on.
std::optional<Magnitudes> positive(const core::Schema::NumberShape& shape)
{
    Magnitudes result;
    result.isInteger = shape.isInteger;
    result.step = shape.multipleOf;
    if (shape.maximum && shape.maximum->negative) {
        return std::nullopt;
    }
    if (shape.maximum) {
        result.most = {*shape.maximum, shape.excludesMaximum};
    }
    if (shape.minimum && !shape.minimum->negative) {
        result.least = {*shape.minimum, shape.excludesMinimum};
    }
    return result;
}

/// Those under zero, without their sign.
std::optional<Magnitudes> negative(const core::Schema::NumberShape& shape)
{
    Magnitudes result;
    result.isInteger = shape.isInteger;
    result.step = shape.multipleOf;
    if (shape.minimum && !shape.minimum->negative) {
        return std::nullopt;
    }
    if (shape.minimum) {
        result.most = {withoutSign(*shape.minimum), shape.excludesMinimum};
    }
    tighten(result.least, {Decimal{}, true});
    if (shape.maximum && shape.maximum->negative) {
        tighten(result.least, {withoutSign(*shape.maximum), shape.excludesMaximum});
    }
    return result;
}

void finish(Magnitudes& magnitudes, bool isFree)
{
    magnitudes.mayHaveExponent = isFree && !magnitudes.isInteger;
    const Decimal exact{.integer = std::string(exactIntegerMax)};
    if (magnitudes.isInteger && (!magnitudes.most || magnitudes.most->value > exact)) {
        magnitudes.most = {exact, false};
    }
}

} // namespace

Grammar::RuleId numberRule(GrammarBuilder& builder, const core::Schema::NumberShape& shape)
{
    const bool isFree = !shape.minimum && !shape.maximum && !shape.multipleOf;
    const Grammar::RuleId rule = builder.addRule();
    const NodeId end = builder.addNode();
    builder.markEnd(end);
    if (auto magnitudes = positive(shape)) {
        finish(*magnitudes, isFree);
        MagnitudeWriter(builder, std::move(*magnitudes)).write(builder.start(rule), end);
    }
    if (auto magnitudes = negative(shape)) {
        finish(*magnitudes, isFree);
        const NodeId afterSign = builder.addNode();
        builder.bytes(builder.start(rule), '-', '-', afterSign);
        MagnitudeWriter(builder, std::move(*magnitudes)).write(afterSign, end);
    }
    return rule;
}

} // namespace inference
