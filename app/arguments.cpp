// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace app {

namespace {

using core::Result;

struct Written {
    std::string name;
    std::optional<std::string> value; ///< after '='
};

Written splitOption(const std::string& word)
{
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
        return {word.substr(2), std::nullopt};
    }
    return {word.substr(2, equals - 2), word.substr(equals + 1)};
}

Result<const Option*> findOption(const std::vector<Option>& options, const std::string& name)
{
    const auto found = std::find_if(
        options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
    if (found == options.end()) {
        return core::fail(usageError(
            fmt::format("Found the option --{}. Allowed here are: {}.", name, namesOf(options))));
    }
    return &*found;
}

Result<void> checkCount(
    const std::vector<std::string>& found, const std::vector<Positional>& positionals)
{
    if (found.size() > positionals.size()) {
        return core::fail(usageError(fmt::format("Found '{}', which is one word too many. Put text "
                                                 "with spaces in quotation marks.",
            found[positionals.size()])));
    }
    for (std::size_t i = found.size(); i < positionals.size(); ++i) {
        if (positionals[i].need == Positional::Need::Required) {
            return core::fail(usageError(
                fmt::format("{} is missing: {}.", positionals[i].name, positionals[i].help)));
        }
    }
    return {};
}

template <class T>
Result<T> numberOf(std::string_view option, const std::string& text)
{
    T value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) {
        return core::fail(
            usageError(fmt::format("Found '{}' for --{}. Allowed is a number.", text, option)));
    }
    return value;
}

} // namespace

core::Error usageError(std::string message)
{
    return {.code = core::ErrorCode::InvalidInput,
        .message = std::move(message),
        .detail = std::string(usageDetail)};
}

std::string namesOf(const std::vector<Option>& options)
{
    std::string text;
    for (const Option& option : options) {
        text += fmt::format("{}--{}", text.empty() ? "" : ", ", option.name);
    }
    return text;
}

Result<Arguments> Arguments::parse(const std::vector<std::string>& words,
    const std::vector<Positional>& positionals, const std::vector<Option>& options)
{
    Arguments arguments;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!optionsEnded && words[i] == "--") {
            optionsEnded = true;
            continue;
        }
        if (optionsEnded || words[i].rfind("--", 0) != 0) {
            arguments.m_positionals.push_back(words[i]);
            continue;
        }
        Written written = splitOption(words[i]);
        const Option* option = TRY(findOption(options, written.name));
        const bool isSwitch = option->value.empty();
        if (isSwitch && written.value) {
            return core::fail(usageError(fmt::format("--{} takes no value.", written.name)));
        }
        if (!isSwitch && !written.value) {
            if (i + 1 == words.size()) {
                return core::fail(usageError(
                    fmt::format("--{} needs a value: {}.", written.name, option->value)));
            }
            written.value = words[++i];
        }
        arguments.m_options.insert_or_assign(written.name, written.value.value_or(""));
    }
    TRY(checkCount(arguments.m_positionals, positionals));
    return arguments;
}

bool Arguments::has(std::string_view option) const
{
    return m_options.find(option) != m_options.end();
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    const auto found = m_options.find(option);
    return found == m_options.end() ? std::nullopt : std::optional(found->second);
}

std::string Arguments::positional(std::size_t index) const
{
    return hasPositional(index) ? m_positionals[index] : std::string();
}

bool Arguments::hasPositional(std::size_t index) const
{
    return index < m_positionals.size();
}

Result<std::optional<std::int64_t>> Arguments::integer(
    std::string_view option, std::int64_t minimum, std::int64_t maximum) const
{
    const auto text = value(option);
    if (!text) {
        return std::optional<std::int64_t>{};
    }
    const std::int64_t found = TRY(numberOf<std::int64_t>(option, *text));
    if (found < minimum || found > maximum) {
        return core::fail(usageError(fmt::format(
            "Found {} for --{}. Allowed are {} to {}.", found, option, minimum, maximum)));
    }
    return std::optional(found);
}

Result<std::optional<double>> Arguments::number(std::string_view option) const
{
    const auto text = value(option);
    if (!text) {
        return std::optional<double>{};
    }
    return std::optional(TRY(numberOf<double>(option, *text)));
}

} // namespace app
