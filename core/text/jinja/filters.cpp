// SPDX-License-Identifier: Apache-2.0
// What may stand behind `|`.
#include "core/text/jinja/filters.h"

#include <fmt/format.h>

#include <map>

namespace core::jinja {

namespace {

using Filter = Result<Value> (*)(const Value& subject, const Arguments& arguments, Budget& budget);

const std::map<std::string, Filter, std::less<>>& filters()
{
    using A = const Arguments&;
    using V = const Value&;
    static const std::map<std::string, Filter, std::less<>> table{
        {"abs", absoluteNumber},
        {"capitalize",
            [](V v, A, Budget&) -> Result<Value> { return Value(capitalizeText(toText(v))); }},
        {"count", lengthOf},
        {"d", fallBack},
        {"default", fallBack},
        {"dictsort", sortDict},
        {"e", escapeText},
        {"escape", escapeText},
        {"first", [](V v, A, Budget&) { return edgeItem(v, true); }},
        {"float", toFloat},
        {"indent", indentText},
        {"int", toInteger},
        {"items", itemPairs},
        {"join", joinItems},
        {"last", [](V v, A, Budget&) { return edgeItem(v, false); }},
        {"length", lengthOf},
        {"list", [](V v, A, Budget&) -> Result<Value> { return Value(TRY(itemsOf(v))); }},
        {"lower", [](V v, A, Budget&) -> Result<Value> { return Value(lowerText(toText(v))); }},
        {"map", mapItems},
        {"max", [](V v, A, Budget&) { return extremeItem(v, true); }},
        {"min", [](V v, A, Budget&) { return extremeItem(v, false); }},
        {"reject", [](V v, A a, Budget& b) { return chooseItems(v, a, b, false, false); }},
        {"rejectattr", [](V v, A a, Budget& b) { return chooseItems(v, a, b, true, false); }},
        {"replace",
            [](V v, A a, Budget& b) -> Result<Value> {
                return Value(TRY(replaceText(toText(v), a, b)));
            }},
        {"reverse", reverseItems},
        {"round", roundNumber},
        {"safe", [](V v, A, Budget&) -> Result<Value> { return v; }},
        {"select", [](V v, A a, Budget& b) { return chooseItems(v, a, b, false, true); }},
        {"selectattr", [](V v, A a, Budget& b) { return chooseItems(v, a, b, true, true); }},
        {"sort", sortItems},
        {"string", [](V v, A, Budget&) -> Result<Value> { return Value(toText(v)); }},
        {"sum", sumItems},
        {"title", [](V v, A, Budget&) -> Result<Value> { return Value(titleText(toText(v))); }},
        {"tojson", writeAsJson},
        {"trim",
            [](V v, A a, Budget&) -> Result<Value> {
                return Value(stripText(toText(v), a.find(0, "chars"), true, true));
            }},
        {"unique", uniqueItems},
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
