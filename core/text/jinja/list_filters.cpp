// SPDX-License-Identifier: Apache-2.0
// The filters that go over items.
#include "core/text/jinja/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace core::jinja {

namespace {

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

} // namespace

// select, reject, selectattr, rejectattr
Result<Value> chooseItems(
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

Result<Value> mapItems(const Value& subject, const Arguments& arguments, Budget& budget)
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

Result<Value> joinItems(const Value& subject, const Arguments& arguments, Budget& budget)
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

Result<Value> lengthOf(const Value& subject, const Arguments&, Budget&)
{
    if (subject.isNumber() || subject.isNone() || subject.function() != nullptr) {
        return templateError(fmt::format("object of type '{}' has no len()", subject.typeName()));
    }
    return Value(static_cast<std::int64_t>(TRY(itemsOf(subject)).size()));
}

Result<Value> sortItems(const Value& subject, const Arguments& arguments, Budget& budget)
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

Result<Value> sortDict(const Value& subject, const Arguments&, Budget& budget)
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
    return sortItems(pairs, byKey, budget);
}

Result<Value> uniqueItems(const Value& subject, const Arguments&, Budget& budget)
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

Result<Value> itemPairs(const Value& subject, const Arguments&, Budget&)
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

Result<Value> edgeItem(const Value& subject, bool first)
{
    const List all = TRY(itemsOf(subject));
    if (all.empty()) {
        return Value::undefined(first ? "first" : "last");
    }
    return first ? all.front() : all.back();
}

Result<Value> extremeItem(const Value& subject, bool most)
{
    Value best = Value::undefined("min");
    for (const Value& item : TRY(itemsOf(subject))) {
        if (best.isUndefined() || (TRY(orderOf(item, best)) > 0) == most) {
            best = item;
        }
    }
    return best;
}

Result<Value> sumItems(const Value& subject, const Arguments& arguments, Budget& budget)
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

Result<Value> reverseItems(const Value& subject, const Arguments&, Budget& budget)
{
    return sliceOf(subject, Value::none(), Value::none(), Value(-1), budget);
}

} // namespace core::jinja
