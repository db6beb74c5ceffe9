// SPDX-License-Identifier: Apache-2.0
// The filters of one value.
#include "core/text/jinja/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace core::jinja {

Result<Value> writeAsJson(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* indent = arguments.find(0, "indent");
    const Value* sort = arguments.find(arguments.positional.size(), "sort_keys");
    const std::int64_t spaces = indent != nullptr && indent->integer() ? *indent->integer() : -1;
    std::string text = TRY(toJsonText(subject, static_cast<int>(std::min<std::int64_t>(spaces, 16)),
        sort != nullptr && sort->truthy()));
    TRY(budget.spendText(text.size()));
    return Value(std::move(text));
}

Result<Value> fallBack(const Value& subject, const Arguments& arguments, Budget&)
{
    const Value* value = arguments.find(0, "default_value");
    const Value* alsoFalse = arguments.find(1, "boolean");
    const bool missing =
        subject.isUndefined() || (alsoFalse != nullptr && alsoFalse->truthy() && !subject.truthy());
    return missing ? (value != nullptr ? *value : Value("")) : subject;
}

Result<Value> toInteger(const Value& subject, const Arguments& arguments, Budget&)
{
    const Value* fallback = arguments.find(0, "default");
    if (subject.isNumber() && std::fabs(subject.number()) < 9e18) {
        return Value(subject.integer().value_or(static_cast<std::int64_t>(subject.number())));
    }
    if (const std::string* text = subject.string()) {
        const std::string trimmed = stripText(*text, nullptr, true, true);
        double real = 0;
        std::int64_t whole = 0;
        const char* end = trimmed.data() + trimmed.size();
        if (std::from_chars(trimmed.data(), end, whole).ptr == end && !trimmed.empty()) {
            return Value(whole);
        }
        if (std::from_chars(trimmed.data(), end, real).ptr == end && std::fabs(real) < 9e18
            && !trimmed.empty())
        {
            return Value(static_cast<std::int64_t>(real));
        }
    }
    return fallback != nullptr ? *fallback : Value(0);
}

Result<Value> toFloat(const Value& subject, const Arguments& arguments, Budget&)
{
    const Value* fallback = arguments.find(0, "default");
    if (subject.isNumber()) {
        return Value(subject.number());
    }
    if (const std::string* text = subject.string()) {
        const std::string trimmed = stripText(*text, nullptr, true, true);
        double real = 0;
        const char* end = trimmed.data() + trimmed.size();
        if (std::from_chars(trimmed.data(), end, real).ptr == end && !trimmed.empty()) {
            return Value(real);
        }
    }
    return fallback != nullptr ? *fallback : Value(0.0);
}

Result<Value> absoluteNumber(const Value& subject, const Arguments&, Budget& budget)
{
    if (!subject.isNumber()) {
        return templateError("The filter 'abs' needs a number.");
    }
    return subject.number() < 0 ? applyBinary("-", Value(0), subject, budget) : subject;
}

Result<Value> roundNumber(const Value& subject, const Arguments& arguments, Budget&)
{
    const Value* precision = arguments.find(0, "precision");
    const Value* method = arguments.find(1, "method");
    if (!subject.isNumber()) {
        return templateError("The filter 'round' needs a number.");
    }
    const auto digits = precision != nullptr && precision->integer()
        ? std::clamp<std::int64_t>(*precision->integer(), -15, 15)
        : 0;
    const double scale = std::pow(10.0, static_cast<double>(digits));
    const std::string way = method != nullptr ? toText(*method) : "common";
    const double scaled = subject.number() * scale;
    return Value((way == "ceil"           ? std::ceil(scaled)
                         : way == "floor" ? std::floor(scaled)
                                          : std::nearbyint(scaled))
        / scale);
}

Result<Value> indentText(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* width = arguments.find(0, "width");
    const Value* first = arguments.find(1, "first");
    const Value* blank = arguments.find(2, "blank");
    std::string pad(4, ' ');
    if (width != nullptr) {
        pad = width->string() != nullptr
            ? *width->string()
            : std::string(static_cast<std::size_t>(
                              std::clamp<std::int64_t>(width->integer().value_or(4), 0, 64)),
                ' ');
    }
    const std::string text = toText(subject);
    std::string out = first != nullptr && first->truthy() ? pad : "";
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        const bool emptyLine = i + 1 >= text.size() || text[i + 1] == '\n';
        if (text[i] == '\n' && (!emptyLine || (blank != nullptr && blank->truthy()))) {
            out += pad;
        }
    }
    TRY(budget.spendText(out.size()));
    return Value(std::move(out));
}

Result<Value> escapeText(const Value& subject, const Arguments&, Budget& budget)
{
    std::string out;
    for (const char c : toText(subject)) {
        out += c == '&' ? "&amp;"
            : c == '<'  ? "&lt;"
            : c == '>'  ? "&gt;"
            : c == '"'  ? "&#34;"
            : c == '\'' ? "&#39;"
                        : std::string(1, c);
    }
    TRY(budget.spendText(out.size()));
    return Value(std::move(out));
}

} // namespace core::jinja
