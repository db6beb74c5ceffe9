// SPDX-License-Identifier: Apache-2.0
// What may stand behind `|`.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace core::jinja {

namespace {

using Filter = Result<Value> (*)(const Value& subject, const Arguments& arguments, Budget& budget);

// `a.b.0` of an item, as `map(attribute=…)` and `selectattr` take it.
Result<Value> deepAttribute(Value value, std::string_view path, Budget& budget)
{
    while (!path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        const std::string part(path.substr(0, dot));
        path.remove_prefix(std::min(dot + 1, path.size()));
        std::int64_t index = 0;
        const auto parsed = std::from_chars(part.data(), part.data() + part.size(), index);
        const bool whole = parsed.ec == std::errc() && parsed.ptr == part.data() + part.size();
        value = TRY(subscriptOf(value, whole ? Value(index) : Value(part), budget));
    }
    return value;
}

Result<std::string> textOf(
    const Arguments& arguments, std::size_t index, std::string_view name, std::string_view filter)
{
    const Value* value = arguments.find(index, name);
    if (value == nullptr || value->string() == nullptr) {
        return templateError(fmt::format("The filter '{}' needs a text as '{}'.", filter, name));
    }
    return *value->string();
}

Arguments rest(const Arguments& arguments, std::size_t from)
{
    Arguments out;
    for (std::size_t i = from; i < arguments.positional.size(); ++i) {
        out.positional.push_back(arguments.positional[i]);
    }
    return out;
}

// select, reject, selectattr, rejectattr
Result<Value> choose(
    const Value& subject, const Arguments& arguments, Budget& budget, bool byAttribute, bool keep)
{
    const std::string attribute =
        byAttribute ? TRY(textOf(arguments, 0, "attribute", "selectattr")) : std::string();
    const std::size_t testAt = byAttribute ? 1 : 0;
    const bool hasTest = arguments.positional.size() > testAt;
    const std::string test =
        hasTest ? TRY(textOf(arguments, testAt, "test", "select")) : std::string();
    List out;
    for (const Value& item : TRY(itemsOf(subject))) {
        TRY(budget.spend());
        const Value value = byAttribute ? TRY(deepAttribute(item, attribute, budget)) : item;
        const bool holds =
            hasTest ? TRY(applyTest(test, value, rest(arguments, testAt + 1))) : value.truthy();
        if (holds == keep) {
            out.push_back(item);
        }
    }
    return Value(std::move(out));
}

Result<Value> map(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* attribute = arguments.find(arguments.positional.size(), "attribute");
    const Value* fallback = arguments.find(arguments.positional.size(), "default");
    List out;
    for (const Value& item : TRY(itemsOf(subject))) {
        TRY(budget.spend());
        if (attribute != nullptr) {
            Value value = TRY(deepAttribute(item, toText(*attribute), budget));
            out.push_back(
                value.isUndefined() && fallback != nullptr ? *fallback : std::move(value));
        } else {
            const std::string filter = TRY(textOf(arguments, 0, "filter", "map"));
            out.push_back(TRY(applyFilter(filter, item, rest(arguments, 1), budget)));
        }
    }
    return Value(std::move(out));
}

Result<Value> join(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* separator = arguments.find(0, "d");
    const Value* attribute = arguments.find(1, "attribute");
    std::string out;
    bool first = true;
    for (const Value& item : TRY(itemsOf(subject))) {
        out += first || separator == nullptr ? "" : toText(*separator);
        out += toText(
            attribute != nullptr ? TRY(deepAttribute(item, toText(*attribute), budget)) : item);
        first = false;
        TRY(budget.spendText(out.size() / 16));
    }
    TRY(budget.spendText(out.size()));
    return Value(std::move(out));
}

Result<Value> length(const Value& subject, const Arguments&, Budget&)
{
    if (subject.isNumber() || subject.isNone() || subject.function() != nullptr) {
        return templateError(fmt::format("object of type '{}' has no len()", subject.typeName()));
    }
    return Value(static_cast<std::int64_t>(TRY(itemsOf(subject)).size()));
}

Result<Value> tojson(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* indent = arguments.find(0, "indent");
    const Value* sort = arguments.find(arguments.positional.size(), "sort_keys");
    const std::int64_t spaces = indent != nullptr && indent->integer() ? *indent->integer() : -1;
    std::string text = TRY(toJsonText(subject, static_cast<int>(std::min<std::int64_t>(spaces, 16)),
        sort != nullptr && sort->truthy()));
    TRY(budget.spendText(text.size()));
    return Value(std::move(text));
}

Result<Value> fallbackTo(const Value& subject, const Arguments& arguments, Budget&)
{
    const Value* value = arguments.find(0, "default_value");
    const Value* alsoFalse = arguments.find(1, "boolean");
    const bool missing =
        subject.isUndefined() || (alsoFalse != nullptr && alsoFalse->truthy() && !subject.truthy());
    return missing ? (value != nullptr ? *value : Value("")) : subject;
}

Result<Value> sorted(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* reverse = arguments.find(0, "reverse");
    const Value* caseSensitive = arguments.find(1, "case_sensitive");
    const Value* attribute = arguments.find(2, "attribute");
    std::vector<std::pair<Value, Value>> keyed;
    for (const Value& item : TRY(itemsOf(subject))) {
        Value key =
            attribute != nullptr ? TRY(deepAttribute(item, toText(*attribute), budget)) : item;
        const bool fold =
            key.string() != nullptr && (caseSensitive == nullptr || !caseSensitive->truthy());
        keyed.emplace_back(fold ? Value(lowerText(*key.string())) : key, item);
    }
    TRY(budget.spend(keyed.size() * 16));
    bool comparable = true;
    const bool down = reverse != nullptr && reverse->truthy();
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        const Result<int> order = orderOf(down ? b.first : a.first, down ? a.first : b.first);
        comparable = comparable && order.has_value();
        return order.has_value() && *order < 0;
    });
    if (!comparable) {
        return templateError("The filter 'sort' has values that have no order.");
    }
    List out;
    for (auto& entry : keyed) {
        out.push_back(std::move(entry.second));
    }
    return Value(std::move(out));
}

Result<Value> dictsort(const Value& subject, const Arguments&, Budget& budget)
{
    if (subject.dict() == nullptr) {
        return templateError("The filter 'dictsort' needs a mapping.");
    }
    List pairs;
    for (const auto& [key, value] : subject.dict()->entries) {
        pairs.push_back(List{key, value});
    }
    Arguments byKey;
    byKey.named.emplace_back("attribute", Value("0"));
    return sorted(pairs, byKey, budget);
}

Result<Value> unique(const Value& subject, const Arguments&, Budget& budget)
{
    List out;
    for (const Value& item : TRY(itemsOf(subject))) {
        TRY(budget.spend(1 + out.size()));
        if (std::find(out.begin(), out.end(), item) == out.end()) {
            out.push_back(item);
        }
    }
    return Value(std::move(out));
}

Result<Value> items(const Value& subject, const Arguments&, Budget&)
{
    List out;
    if (subject.isUndefined()) {
        return Value(std::move(out));
    }
    if (subject.dict() == nullptr) {
        return templateError("Can only get item pairs from a mapping.");
    }
    for (const auto& [key, value] : subject.dict()->entries) {
        out.push_back(List{key, value});
    }
    return Value(std::move(out));
}

Result<Value> edge(const Value& subject, bool first)
{
    const List all = TRY(itemsOf(subject));
    if (all.empty()) {
        return Value::undefined(first ? "first" : "last");
    }
    return first ? all.front() : all.back();
}

Result<Value> extreme(const Value& subject, bool most)
{
    Value best = Value::undefined("min");
    for (const Value& item : TRY(itemsOf(subject))) {
        if (best.isUndefined() || (TRY(orderOf(item, best)) > 0) == most) {
            best = item;
        }
    }
    return best;
}

Result<Value> sum(const Value& subject, const Arguments& arguments, Budget& budget)
{
    const Value* attribute = arguments.find(0, "attribute");
    Value total(0);
    for (const Value& item : TRY(itemsOf(subject))) {
        const Value value =
            attribute != nullptr ? TRY(deepAttribute(item, toText(*attribute), budget)) : item;
        total = TRY(applyBinary("+", total, value, budget));
    }
    return total;
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

Result<Value> absolute(const Value& subject, const Arguments&, Budget& budget)
{
    if (!subject.isNumber()) {
        return templateError("The filter 'abs' needs a number.");
    }
    return subject.number() < 0 ? applyBinary("-", Value(0), subject, budget) : subject;
}

Result<Value> rounded(const Value& subject, const Arguments& arguments, Budget&)
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

Result<Value> indented(const Value& subject, const Arguments& arguments, Budget& budget)
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

Result<Value> escaped(const Value& subject, const Arguments&, Budget& budget)
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

Result<Value> reversed(const Value& subject, const Arguments&, Budget& budget)
{
    return sliceOf(subject, Value::none(), Value::none(), Value(-1), budget);
}

const std::map<std::string, Filter, std::less<>>& filters()
{
    using A = const Arguments&;
    using V = const Value&;
    static const std::map<std::string, Filter, std::less<>> table{
        {"abs", absolute},
        {"capitalize",
            [](V v, A, Budget&) -> Result<Value> { return Value(capitalizeText(toText(v))); }},
        {"count", length},
        {"d", fallbackTo},
        {"default", fallbackTo},
        {"dictsort", dictsort},
        {"e", escaped},
        {"escape", escaped},
        {"first", [](V v, A, Budget&) { return edge(v, true); }},
        {"float", toFloat},
        {"indent", indented},
        {"int", toInteger},
        {"items", items},
        {"join", join},
        {"last", [](V v, A, Budget&) { return edge(v, false); }},
        {"length", length},
        {"list", [](V v, A, Budget&) -> Result<Value> { return Value(TRY(itemsOf(v))); }},
        {"lower", [](V v, A, Budget&) -> Result<Value> { return Value(lowerText(toText(v))); }},
        {"map", map},
        {"max", [](V v, A, Budget&) { return extreme(v, true); }},
        {"min", [](V v, A, Budget&) { return extreme(v, false); }},
        {"reject", [](V v, A a, Budget& b) { return choose(v, a, b, false, false); }},
        {"rejectattr", [](V v, A a, Budget& b) { return choose(v, a, b, true, false); }},
        {"replace",
            [](V v, A a, Budget& b) -> Result<Value> {
                return Value(TRY(replaceText(toText(v), a, b)));
            }},
        {"reverse", reversed},
        {"round", rounded},
        {"safe", [](V v, A, Budget&) -> Result<Value> { return v; }},
        {"select", [](V v, A a, Budget& b) { return choose(v, a, b, false, true); }},
        {"selectattr", [](V v, A a, Budget& b) { return choose(v, a, b, true, true); }},
        {"sort", sorted},
        {"string", [](V v, A, Budget&) -> Result<Value> { return Value(toText(v)); }},
        {"sum", sum},
        {"title", [](V v, A, Budget&) -> Result<Value> { return Value(titleText(toText(v))); }},
        {"tojson", tojson},
        {"trim",
            [](V v, A a, Budget&) -> Result<Value> {
                return Value(stripText(toText(v), a.find(0, "chars"), true, true));
            }},
        {"unique", unique},
        {"upper", [](V v, A, Budget&) -> Result<Value> { return Value(upperText(toText(v))); }},
    };
    return table;
}

} // namespace

Result<Value> applyFilter(
    const std::string& name, const Value& subject, const Arguments& arguments, Budget& budget)
{
    const auto filter = filters().find(name);
    if (filter == filters().end()) {
        return templateError(
            fmt::format("The template has the filter '{}', which is not known.", name));
    }
    TRY(budget.spend());
    return filter->second(subject, arguments, budget);
}

} // namespace core::jinja
