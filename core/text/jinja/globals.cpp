// SPDX-License-Identifier: Apache-2.0
// The functions every template has.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <optional>

namespace core::jinja {

namespace {

Result<Value> range(const Arguments& arguments, Budget& budget)
{
    std::vector<std::int64_t> numbers;
    for (const Value& argument : arguments.positional) {
        if (!argument.integer()) {
            return templateError("range() needs whole numbers.");
        }
        numbers.push_back(*argument.integer());
    }
    if (numbers.empty() || numbers.size() > 3 || (numbers.size() == 3 && numbers[2] == 0)) {
        return templateError(
            "range() needs one to three whole numbers and a step other than zero.");
    }
    const std::int64_t from = numbers.size() > 1 ? numbers[0] : 0;
    const std::int64_t to = numbers.size() > 1 ? numbers[1] : numbers[0];
    const std::int64_t step = numbers.size() > 2 ? numbers[2] : 1;
    List items;
    for (std::int64_t i = from; step > 0 ? i < to : i > to;) {
        if (items.size() == budget.limits().rangeItems) {
            return fail(Error{.code = ErrorCode::LimitReached,
                .message = fmt::format("A range of the template has more than {} numbers.",
                    budget.limits().rangeItems),
                .detail = "E_TEMPLATE fuel"});
        }
        items.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i)) {
            break;
        }
    }
    TRY(budget.spend(items.size()));
    return Value(std::move(items));
}

Result<Value> makeNamespace(const Arguments& arguments)
{
    auto space = std::make_shared<Value::Namespace>();
    for (const Value& argument : arguments.positional) {
        if (const Dict* dict = argument.dict()) {
            space->attributes = *dict;
        }
    }
    for (const auto& [name, value] : arguments.named) {
        space->attributes.set(Value(name), value);
    }
    return Value(Value::Data(space));
}

Result<Value> makeDict(const Arguments& arguments)
{
    Dict dict;
    for (const Value& argument : arguments.positional) {
        if (const Dict* given = argument.dict()) {
            dict = *given;
        }
    }
    for (const auto& [name, value] : arguments.named) {
        dict.set(Value(name), value);
    }
    return Value(std::move(dict));
}

// Names of months and days are English whatever the locale: a prompt may not depend on it.
constexpr const char* months[]{"January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December"};
constexpr const char* days[]{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

Result<std::tm> readTime(const std::string& now)
{
    std::tm time{};
    const int read = std::sscanf(now.c_str(), "%d-%d-%dT%d:%d:%d", &time.tm_year, &time.tm_mon,
        &time.tm_mday, &time.tm_hour, &time.tm_min, &time.tm_sec);
    if (read < 3 || time.tm_mon < 1 || time.tm_mon > 12) {
        return templateError("The template asks for the time, and none was given.");
    }
    time.tm_year -= 1900;
    time.tm_mon -= 1;
    timegm(&time); // fills in the day of the week and of the year
    return time;
}

// One field of strftime; nothing for a letter it does not know.
std::optional<std::string> timeField(const std::tm& time, char letter, bool padded)
{
    const auto two = [&](int value) {
        return fmt::format(fmt::runtime(padded ? "{:02}" : "{}"), value);
    };
    const int year = time.tm_year + 1900;
    switch (letter) {
    case 'Y':
        return fmt::format("{:04}", year);
    case 'y':
        return two(year % 100);
    case 'm':
        return two(time.tm_mon + 1);
    case 'd':
        return two(time.tm_mday);
    case 'H':
        return two(time.tm_hour);
    case 'I':
        return two((time.tm_hour + 11) % 12 + 1);
    case 'M':
        return two(time.tm_min);
    case 'S':
        return two(time.tm_sec);
    case 'j':
        return fmt::format("{:03}", time.tm_yday + 1);
    case 'p':
        return time.tm_hour < 12 ? "AM" : "PM";
    case 'B':
        return months[time.tm_mon];
    case 'b':
        return std::string(months[time.tm_mon]).substr(0, 3);
    case 'A':
        return days[time.tm_wday];
    case 'a':
        return std::string(days[time.tm_wday]).substr(0, 3);
    case 'F':
        return fmt::format("{:04}-{:02}-{:02}", year, time.tm_mon + 1, time.tm_mday);
    case 'T':
        return fmt::format("{:02}:{:02}:{:02}", time.tm_hour, time.tm_min, time.tm_sec);
    case '%':
        return "%";
    default:
        return std::nullopt;
    }
}

Result<Value> formatTime(const std::string& now, const Arguments& arguments)
{
    if (arguments.positional.empty() || arguments.positional[0].string() == nullptr) {
        return templateError("strftime_now() needs a format.");
    }
    const std::tm time = TRY(readTime(now));
    const std::string& format = *arguments.positional[0].string();
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        const bool padded = format[++i] != '-' || i + 1 == format.size();
        i += padded ? 0 : 1;
        const auto field = timeField(time, format[i], padded);
        if (!field) {
            return templateError(fmt::format("strftime_now() does not know '%{}'.", format[i]));
        }
        out += *field;
    }
    return Value(std::move(out));
}

} // namespace

void addGlobals(Scope& scope, Budget& budget, const std::string& now)
{
    const auto add = [&](const char* name, Function function) {
        scope.names[name] = Value(std::move(function));
    };
    add("range", [&budget](const Arguments& arguments) { return range(arguments, budget); });
    add("namespace", makeNamespace);
    add("dict", makeDict);
    add("strftime_now", [now](const Arguments& arguments) { return formatTime(now, arguments); });
    add("raise_exception", [](const Arguments& arguments) -> Result<Value> {
        std::string message = arguments.positional.empty() ? "" : toText(arguments.positional[0]);
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = std::move(message),
            .detail = "E_TEMPLATE_RAISED"});
    });
}

} // namespace core::jinja
