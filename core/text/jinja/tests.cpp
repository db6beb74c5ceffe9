// SPDX-License-Identifier: Apache-2.0
// What may stand behind `is`.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <map>

namespace core::jinja {

namespace {

using Test = bool (*)(const Value&);

const std::map<std::string, Test, std::less<>>& plainTests()
{
    static const std::map<std::string, Test, std::less<>> tests{
        {"defined", [](const Value& v) { return !v.isUndefined(); }},
        {"undefined", [](const Value& v) { return v.isUndefined(); }},
        {"none", [](const Value& v) { return v.isNone(); }},
        {"string", [](const Value& v) { return v.string() != nullptr; }},
        {"mapping", [](const Value& v) { return v.dict() != nullptr; }},
        {"iterable",
            [](const Value& v) { return v.string() || v.list() || v.dict() || v.isUndefined(); }},
        {"sequence",
            [](const Value& v) { return v.string() || v.list() || v.dict() || v.isUndefined(); }},
        {"number", [](const Value& v) { return v.isNumber(); }},
        {"integer", [](const Value& v) { return v.as<std::int64_t>() != nullptr; }},
        {"float", [](const Value& v) { return v.as<double>() != nullptr; }},
        {"boolean", [](const Value& v) { return v.as<bool>() != nullptr; }},
        {"true", [](const Value& v) { return v.as<bool>() != nullptr && *v.as<bool>(); }},
        {"false", [](const Value& v) { return v.as<bool>() != nullptr && !*v.as<bool>(); }},
        {"callable", [](const Value& v) { return v.function() != nullptr; }},
        {"odd", [](const Value& v) { return v.integer() && *v.integer() % 2 != 0; }},
        {"even", [](const Value& v) { return v.integer() && *v.integer() % 2 == 0; }},
        {"lower",
            [](const Value& v) {
                return v.string() && *v.string() == lowerText(*v.string())
                    && *v.string() != upperText(*v.string());
            }},
        {"upper",
            [](const Value& v) {
                return v.string() && *v.string() == upperText(*v.string())
                    && *v.string() != lowerText(*v.string());
            }},
    };
    return tests;
}

const std::map<std::string, std::string, std::less<>>& comparisons()
{
    static const std::map<std::string, std::string, std::less<>> names{{"eq", "=="},
        {"equalto", "=="}, {"==", "=="}, {"sameas", "=="}, {"ne", "!="}, {"!=", "!="}, {"lt", "<"},
        {"lessthan", "<"}, {"<", "<"}, {"le", "<="}, {"<=", "<="}, {"gt", ">"},
        {"greaterthan", ">"}, {">", ">"}, {"ge", ">="}, {">=", ">="}, {"in", "in"}};
    return names;
}

} // namespace

Result<bool> applyTest(const std::string& name, const Value& subject, const Arguments& arguments)
{
    if (const auto plain = plainTests().find(name); plain != plainTests().end()) {
        return plain->second(subject);
    }
    const auto comparison = comparisons().find(name);
    if (comparison == comparisons().end() && name != "divisibleby") {
        return templateError(
            fmt::format("The template has the test '{}', which is not known.", name));
    }
    if (arguments.positional.empty()) {
        return templateError(fmt::format("The test '{}' needs a value.", name));
    }
    const Value& other = arguments.positional[0];
    if (name == "divisibleby") {
        if (!subject.integer() || !other.integer() || *other.integer() == 0) {
            return templateError("The test 'divisibleby' needs whole numbers other than zero.");
        }
        return *other.integer() == -1 || *subject.integer() % *other.integer() == 0;
    }
    return applyCompare(comparison->second, subject, other);
}

} // namespace core::jinja
