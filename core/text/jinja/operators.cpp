// SPDX-License-Identifier: Apache-2.0
// Arithmetic, comparison and slicing with Python's meaning.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace core::jinja {

namespace {

tl::unexpected<Error> mismatch(std::string_view name, const Value& left, const Value& right)
{
    return templateError(fmt::format(
        "The template has '{}' between a {} and a {}.", name, left.typeName(), right.typeName()));
}

Result<Value> overflow()
{
    return templateError("A whole number of the template does not fit 64 bits.");
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

Result<Value> power(std::int64_t base, std::int64_t exponent)
{
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < exponent; ++i) {
        if (__builtin_mul_overflow(result, base, &result)) {
            return overflow();
        }
        if (result == 0 || (result == 1 && base == 1)) {
            break;
        }
        if (base == -1) {
            return Value(exponent % 2 == 0 ? 1 : -1);
        }
    }
    return Value(result);
}

Result<Value> integerArithmetic(std::string_view name, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (name == "+" || name == "-" || name == "*") {
        const bool lost = name == "+" ? __builtin_add_overflow(a, b, &result)
            : name == "-"             ? __builtin_sub_overflow(a, b, &result)
                                      : __builtin_mul_overflow(a, b, &result);
        return lost ? overflow() : Value(result);
    }
    if (name == "**") {
        return b < 0 ? Value(std::pow(static_cast<double>(a), static_cast<double>(b)))
                     : power(a, b);
    }
    if (b == 0) {
        return templateError("The template divides by zero.");
    }
    if (name == "/") {
        return Value(static_cast<double>(a) / static_cast<double>(b));
    }
    if (a == INT64_MIN && b == -1) {
        return overflow();
    }
    const std::int64_t quotient = floorDivide(a, b);
    return Value(name == "//" ? quotient : a - quotient * b);
}

Result<Value> realArithmetic(std::string_view name, double a, double b)
{
    if (name == "+") {
        return Value(a + b);
    }
    if (name == "-") {
        return Value(a - b);
    }
    if (name == "*") {
        return Value(a * b);
    }
    if (name == "**") {
        return Value(std::pow(a, b));
    }
    if (b == 0) {
        return templateError("The template divides by zero.");
    }
    if (name == "/") {
        return Value(a / b);
    }
    const double quotient = std::floor(a / b);
    return Value(name == "//" ? quotient : a - quotient * b);
}

Result<Value> repeat(const Value& subject, std::int64_t times, Budget& budget)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    const std::size_t unit =
        subject.string() != nullptr ? subject.string()->size() : subject.list()->size();
    if (unit != 0 && count > budget.limits().repeatBytes / unit) {
        return fail(Error{.code = ErrorCode::LimitReached,
            .message =
                fmt::format("The template repeats {} bytes {} times. At most {} bytes are allowed.",
                    unit, count, budget.limits().repeatBytes),
            .detail = "E_TEMPLATE fuel"});
    }
    TRY(budget.spend(1 + count * unit / 64));
    if (unit == 0) {
        return subject;
    }
    if (const std::string* text = subject.string()) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) {
            out += *text;
        }
        return Value(std::move(out));
    }
    List out;
    for (std::size_t i = 0; i < count; ++i) {
        out.insert(out.end(), subject.list()->begin(), subject.list()->end());
    }
    return Value(std::move(out));
}

Result<Value> concatenate(const Value& left, const Value& right, Budget& budget)
{
    if (left.string() != nullptr) {
        TRY(budget.spendText(left.string()->size() + right.string()->size()));
        return Value(*left.string() + *right.string());
    }
    TRY(budget.spend(left.list()->size() + right.list()->size()));
    List items = *left.list();
    items.insert(items.end(), right.list()->begin(), right.list()->end());
    return Value(std::move(items));
}

Result<bool> contains(const Value& container, const Value& item)
{
    if (const std::string* text = container.string()) {
        if (item.string() == nullptr) {
            return templateError(
                fmt::format("The template looks for a {} in a text.", item.typeName()));
        }
        return text->find(*item.string()) != std::string::npos;
    }
    if (const Dict* dict = container.dict()) {
        return dict->find(item) != nullptr;
    }
    const List items = TRY(itemsOf(container));
    return std::find(items.begin(), items.end(), item) != items.end();
}

} // namespace

Result<Value> applyBinary(
    std::string_view name, const Value& left, const Value& right, Budget& budget)
{
    if (name == "~") {
        std::string text = toText(left) + toText(right);
        TRY(budget.spendText(text.size()));
        return Value(std::move(text));
    }
    if (left.isNumber() && right.isNumber()) {
        const auto a = left.integer();
        const auto b = right.integer();
        return a && b ? integerArithmetic(name, *a, *b)
                      : realArithmetic(name, left.number(), right.number());
    }
    const auto isSequence = [](const Value& value) {
        return value.string() != nullptr || value.list() != nullptr;
    };
    const bool sameKind = (left.string() != nullptr && right.string() != nullptr)
        || (left.list() != nullptr && right.list() != nullptr);
    if (name == "+" && sameKind) {
        return concatenate(left, right, budget);
    }
    if (name == "*" && isSequence(left) && right.integer()) {
        return repeat(left, *right.integer(), budget);
    }
    if (name == "*" && isSequence(right) && left.integer()) {
        return repeat(right, *left.integer(), budget);
    }
    if (left.isUndefined() || right.isUndefined()) {
        const Value& missing = left.isUndefined() ? left : right;
        return templateError(
            fmt::format("'{}' is undefined", missing.as<Value::Undefined>()->name));
    }
    return mismatch(name, left, right);
}

Result<int> orderOf(const Value& left, const Value& right)
{
    if (left.isNumber() && right.isNumber()) {
        const double a = left.number();
        const double b = right.number();
        return a < b ? -1 : a > b ? 1 : 0;
    }
    if (left.string() != nullptr && right.string() != nullptr) {
        const int order = left.string()->compare(*right.string());
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    if (left.list() != nullptr && right.list() != nullptr) {
        const List& a = *left.list();
        const List& b = *right.list();
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (const int order = TRY(orderOf(a[i], b[i])); order != 0) {
                return order;
            }
        }
        return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
    }
    return mismatch("<", left, right);
}

Result<bool> applyCompare(std::string_view name, const Value& left, const Value& right)
{
    if (name == "==") {
        return left == right;
    }
    if (name == "!=") {
        return !(left == right);
    }
    if (name == "in") {
        return contains(right, left);
    }
    if (name == "not in") {
        return !TRY(contains(right, left));
    }
    const int order = TRY(orderOf(left, right));
    return name == "<" ? order < 0
        : name == "<=" ? order <= 0
        : name == ">"  ? order > 0
                       : order >= 0;
}

Result<Value> sliceOf(
    const Value& object, const Value& start, const Value& stop, const Value& step, Budget& budget)
{
    List items = TRY(itemsOf(object));
    TRY(budget.spend(items.size() / 16));
    const auto count = static_cast<std::int64_t>(items.size());
    for (const Value* part : {&start, &stop, &step}) {
        if (!part->isNone() && !part->integer()) {
            return templateError("A slice of the template has a limit that is no whole number.");
        }
    }
    const std::int64_t stride = step.isNone() ? 1 : *step.integer();
    if (stride == 0) {
        return templateError("A slice of the template has a step of zero.");
    }
    const auto place = [&](const Value& part, std::int64_t fallback) {
        if (part.isNone()) {
            return fallback;
        }
        const std::int64_t at = *part.integer() < 0
            ? std::max<std::int64_t>(*part.integer(), -count - 1) + count
            : *part.integer();
        return stride > 0 ? std::clamp<std::int64_t>(at, 0, count)
                          : std::clamp<std::int64_t>(at, -1, count - 1);
    };
    const std::int64_t from = place(start, stride > 0 ? 0 : count - 1);
    const std::int64_t to = place(stop, stride > 0 ? count : -1);
    List out;
    const std::int64_t jump = std::clamp<std::int64_t>(stride, -count - 1, count + 1);
    for (std::int64_t i = from; stride > 0 ? i < to : i > to; i += jump) {
        out.push_back(items[static_cast<std::size_t>(i)]);
    }
    if (object.string() == nullptr) {
        return Value(std::move(out));
    }
    std::string text;
    for (const Value& item : out) {
        text += *item.string();
    }
    return Value(std::move(text));
}

} // namespace core::jinja
