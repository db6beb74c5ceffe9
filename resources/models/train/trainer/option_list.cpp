// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/option_list.h"

#include <fmt/format.h>

#include <charconv>

namespace train {

OptionList::OptionList(const std::vector<std::string_view>& arguments)
{
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].starts_with("--")) {
            m_wrong = arguments[i];
            continue;
        }
        const bool hasValue = i + 1 < arguments.size() && !arguments[i + 1].starts_with("--");
        m_values[std::string(arguments[i].substr(2))] = hasValue ? arguments[i + 1] : "";
        i += hasValue ? 1 : 0;
    }
}

bool OptionList::has(std::string_view name) const
{
    m_asked[std::string(name)] = true;
    return m_values.contains(name);
}

std::string OptionList::text(std::string_view name) const
{
    return has(name) ? m_values.find(name)->second : std::string();
}

template <class Number>
Number OptionList::parse(std::string_view name, Number otherwise) const
{
    if (!has(name)) {
        return otherwise;
    }
    const std::string written = text(name);
    Number value{};
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc() || end != written.data() + written.size()) {
        m_wrong = fmt::format("--{} {}", name, written);
    }
    return value;
}

std::int64_t OptionList::integer(std::string_view name, std::int64_t otherwise) const
{
    return parse<std::int64_t>(name, otherwise);
}

double OptionList::number(std::string_view name, double otherwise) const
{
    return parse<double>(name, otherwise);
}

std::vector<std::int64_t> OptionList::integers(std::string_view name) const
{
    std::vector<std::int64_t> numbers;
    const std::string written = text(name);
    for (std::size_t at = 0; at < written.size();) {
        const std::size_t comma = std::min(written.find(',', at), written.size());
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(written.data() + at, written.data() + comma, value);
        if (error != std::errc() || end != written.data() + comma) {
            m_wrong = fmt::format("--{} {}", name, written);
        }
        numbers.push_back(value);
        at = comma + 1;
    }
    return numbers;
}

core::Result<void> OptionList::check() const
{
    for (const auto& [name, value] : m_values) {
        if (!m_asked.contains(name)) {
            m_wrong = "--" + name;
        }
    }
    if (m_wrong.empty()) {
        return {};
    }
    return core::fail(core::ErrorCode::InvalidInput,
        fmt::format("'{}' is not understood. See: train_model help", m_wrong));
}

} // namespace train
