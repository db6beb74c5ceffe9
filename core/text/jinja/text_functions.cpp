// SPDX-License-Identifier: Apache-2.0
// Methods of texts. Upper and lower case are those of ASCII.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace core::jinja {

namespace {

constexpr std::string_view whitespace = " \t\n\r\f\v";
constexpr std::array<std::string_view, 21> methodNames{"strip", "lstrip", "rstrip", "split",
    "rsplit", "splitlines", "startswith", "endswith", "replace", "upper", "lower", "title",
    "capitalize", "find", "count", "join", "removeprefix", "removesuffix", "isdigit", "isalpha",
    "isspace"};

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

List splitOnWhitespace(std::string_view text, std::int64_t most)
{
    List parts;
    while (true) {
        const std::size_t begin = text.find_first_not_of(whitespace);
        if (begin == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(begin);
        if (most >= 0 && static_cast<std::int64_t>(parts.size()) == most) {
            parts.emplace_back(stripText(text, nullptr, false, true));
            return parts;
        }
        const std::size_t end = std::min(text.find_first_of(whitespace), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

List splitOn(std::string_view text, std::string_view separator, std::int64_t most)
{
    List parts;
    std::size_t at = 0;
    while (most < 0 || static_cast<std::int64_t>(parts.size()) < most) {
        const std::size_t found = text.find(separator, at);
        if (found == std::string_view::npos) {
            break;
        }
        parts.emplace_back(text.substr(at, found - at));
        at = found + separator.size();
    }
    parts.emplace_back(text.substr(at));
    return parts;
}

List splitFromRight(std::string_view text, std::string_view separator, std::int64_t most)
{
    List parts;
    while (most < 0 || static_cast<std::int64_t>(parts.size()) < most) {
        const std::size_t found = text.rfind(separator);
        if (found == std::string_view::npos) {
            break;
        }
        parts.emplace_back(text.substr(found + separator.size()));
        text = text.substr(0, found);
    }
    parts.emplace_back(text);
    std::reverse(parts.begin(), parts.end());
    return parts;
}

Result<Value> split(
    const std::string& text, bool fromRight, const Arguments& arguments, Budget& budget)
{
    TRY(budget.spend(1 + text.size() / 64));
    const Value* separator = arguments.find(0, "sep");
    const Value* most = arguments.find(1, "maxsplit");
    const std::int64_t limit = most != nullptr && most->integer() ? *most->integer() : -1;
    if (separator == nullptr || separator->isNone()) {
        return Value(splitOnWhitespace(text, limit));
    }
    if (separator->string() == nullptr || separator->string()->empty()) {
        return templateError("split() needs a separator that is a text and not empty.");
    }
    const std::string& by = *separator->string();
    return Value(fromRight ? splitFromRight(text, by, limit) : splitOn(text, by, limit));
}

Value splitLines(std::string_view text)
{
    List lines = splitOn(text, "\n", -1);
    if (!lines.empty() && lines.back().string()->empty()) {
        lines.pop_back();
    }
    return lines;
}

Result<Value> hasAffix(const std::string& text, bool atStart, const Arguments& arguments)
{
    const auto matches = [&](const Value& affix) {
        const std::string* wanted = affix.string();
        return wanted != nullptr && (atStart ? text.starts_with(*wanted) : text.ends_with(*wanted));
    };
    if (arguments.positional.empty()) {
        return templateError("startswith() and endswith() need a text.");
    }
    const Value& affix = arguments.positional[0];
    if (const List* any = affix.list()) {
        return Value(std::any_of(any->begin(), any->end(), matches));
    }
    if (affix.string() == nullptr) {
        return templateError("startswith() and endswith() need a text.");
    }
    return Value(matches(affix));
}

Result<Value> join(const std::string& separator, const Arguments& arguments, Budget& budget)
{
    if (arguments.positional.empty()) {
        return templateError("join() needs a list.");
    }
    std::string out;
    bool first = true;
    for (const Value& item : TRY(itemsOf(arguments.positional[0]))) {
        if (item.string() == nullptr) {
            return templateError(fmt::format("join() has a {} among its texts.", item.typeName()));
        }
        out += (first ? "" : separator) + *item.string();
        first = false;
        TRY(budget.spendText(out.size() / 16));
    }
    return Value(std::move(out));
}

Result<std::string> textArgument(const Arguments& arguments, std::string_view method)
{
    if (arguments.positional.empty() || arguments.positional[0].string() == nullptr) {
        return templateError(fmt::format("{}() needs a text.", method));
    }
    return *arguments.positional[0].string();
}

Result<Value> searchMethod(
    const std::string& text, const std::string& name, const Arguments& arguments)
{
    const std::string wanted = TRY(textArgument(arguments, name));
    if (name == "removeprefix") {
        return Value(text.starts_with(wanted) ? text.substr(wanted.size()) : text);
    }
    if (name == "removesuffix") {
        return Value(text.ends_with(wanted) ? text.substr(0, text.size() - wanted.size()) : text);
    }
    const std::size_t found = text.find(wanted);
    if (name == "find") {
        const bool none = found == std::string::npos;
        return Value(none ? std::int64_t{-1}
                          : static_cast<std::int64_t>(charactersOf(text.substr(0, found)).size()));
    }
    std::int64_t count = 0;
    for (std::size_t at = found; at != std::string::npos && !wanted.empty();
         at = text.find(wanted, at + wanted.size()))
    {
        ++count;
    }
    return Value(wanted.empty() ? static_cast<std::int64_t>(charactersOf(text).size()) + 1 : count);
}

bool allOf(const std::string& text, int (*is)(int))
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [is](char c) {
        return is(static_cast<unsigned char>(c)) != 0;
    });
}

} // namespace

std::string stripText(std::string_view text, const Value* characters, bool left, bool right)
{
    const std::string* given = characters != nullptr ? characters->string() : nullptr;
    const std::string_view set = given != nullptr ? std::string_view(*given) : whitespace;
    if (left) {
        text.remove_prefix(std::min(text.find_first_not_of(set), text.size()));
    }
    if (right) {
        text = text.substr(0, text.find_last_not_of(set) + 1);
    }
    return std::string(text);
}

Result<std::string> replaceText(const std::string& text, const Arguments& arguments, Budget& budget)
{
    const Value* from = arguments.find(0, "old");
    const Value* to = arguments.find(1, "new");
    const Value* most = arguments.find(2, "count");
    if (from == nullptr || to == nullptr || from->string() == nullptr || to->string() == nullptr) {
        return templateError("replace() needs two texts.");
    }
    if (from->string()->empty()) {
        return templateError("replace() needs a text to look for that is not empty.");
    }
    std::int64_t left = most != nullptr && most->integer() ? *most->integer() : -1;
    std::string out;
    std::size_t at = 0;
    while (left != 0) {
        const std::size_t found = text.find(*from->string(), at);
        if (found == std::string::npos) {
            break;
        }
        out += text.substr(at, found - at) + *to->string();
        at = found + from->string()->size();
        --left;
        TRY(budget.spendText(out.size() / 1024));
    }
    out += text.substr(at);
    TRY(budget.spendText(out.size()));
    return out;
}

std::string upperText(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), upper);
    return text;
}

std::string lowerText(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), lower);
    return text;
}

std::string capitalizeText(std::string text)
{
    text = lowerText(std::move(text));
    if (!text.empty()) {
        text[0] = upper(text[0]);
    }
    return text;
}

std::string titleText(std::string text)
{
    bool inWord = false;
    for (char& c : text) {
        c = inWord ? lower(c) : upper(c);
        inWord = isLetter(c);
    }
    return text;
}

bool isTextMethod(std::string_view name)
{
    return std::find(methodNames.begin(), methodNames.end(), name) != methodNames.end();
}

Result<Value> textMethod(
    const std::string& text, const std::string& name, const Arguments& arguments, Budget& budget)
{
    TRY(budget.spendText(text.size()));
    if (name == "strip" || name == "lstrip" || name == "rstrip") {
        return Value(
            stripText(text, arguments.find(0, "chars"), name != "rstrip", name != "lstrip"));
    }
    if (name == "split" || name == "rsplit") {
        return split(text, name == "rsplit", arguments, budget);
    }
    if (name == "startswith" || name == "endswith") {
        return hasAffix(text, name == "startswith", arguments);
    }
    if (name == "replace") {
        return Value(TRY(replaceText(text, arguments, budget)));
    }
    if (name == "join") {
        return join(text, arguments, budget);
    }
    if (name == "splitlines") {
        return splitLines(text);
    }
    if (name == "isdigit" || name == "isalpha" || name == "isspace") {
        using Is = int (*)(int);
        const Is is = name == "isdigit" ? Is(std::isdigit)
            : name == "isalpha"         ? Is(std::isalpha)
                                        : Is(std::isspace);
        return Value(allOf(text, is));
    }
    if (name == "upper" || name == "lower") {
        return Value(name == "upper" ? upperText(text) : lowerText(text));
    }
    if (name == "title" || name == "capitalize") {
        return Value(name == "title" ? titleText(text) : capitalizeText(text));
    }
    return searchMethod(text, name, arguments);
}

} // namespace core::jinja
