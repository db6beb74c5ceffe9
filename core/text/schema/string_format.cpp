// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/string_format.h"

#include <fmt/format.h>

namespace core::schema {

namespace {

std::string dateExpression()
{
    const std::string_view leapYear =
        "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
    return fmt::format("(?:[0-9]{{4}}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
                       "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
                       "|02-(?:0[1-9]|1[0-9]|2[0-8]))|{}-02-29)",
        leapYear);
}

constexpr std::string_view timeExpression =
    "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?"
    "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";

constexpr std::string_view labelExpression = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

std::string durationExpression()
{
    const std::string_view n = "[0-9]{1,9}";
    const std::string seconds = fmt::format("{}S", n);
    const std::string minutes = fmt::format("{0}M(?:{1})?", n, seconds);
    const std::string hours = fmt::format("{0}H(?:{1})?", n, minutes);
    const std::string time = fmt::format("T(?:{}|{}|{})", hours, minutes, seconds);
    const std::string days = fmt::format("{}D", n);
    const std::string months = fmt::format("{0}M(?:{1})?", n, days);
    const std::string years = fmt::format("{0}Y(?:{1})?", n, months);
    return fmt::format("P(?:(?:{0}|{1}|{2})(?:{3})?|{3}|{4}W)", years, months, days, time, n);
}

std::string emailExpression()
{
    const std::string_view word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}";
    return fmt::format("{0}(?:\\.{0})*@{1}(?:\\.{1})*", word, labelExpression);
}

std::string ipv4Expression()
{
    const std::string_view byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    return fmt::format("{0}\\.{0}\\.{0}\\.{0}", byte);
}

/// Eight groups, or "::" for one or more of them.
std::string ipv6Expression()
{
    const std::string_view group = "[0-9a-fA-F]{1,4}";
    std::string all = fmt::format("(?:{0}:){{7}}{0}|::(?:(?:{0}:){{0,6}}{0})?", group);
    for (int before = 1; before <= 7; ++before) {
        all += fmt::format("|(?:{0}:){{{1}}}:", group, before);
        if (before < 7) {
            all += fmt::format("|(?:{0}:){{{1}}}(?::{0}){{1,{2}}}", group, before, 7 - before);
        }
    }
    return all;
}

constexpr std::string_view uriExpression =
    "[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+";

constexpr std::string_view uuidExpression =
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

std::string unanchored(std::string_view format)
{
    if (format == "date") {
        return dateExpression();
    }
    if (format == "time") {
        return std::string(timeExpression);
    }
    if (format == "date-time") {
        return fmt::format("{}T{}", dateExpression(), timeExpression);
    }
    if (format == "duration") {
        return durationExpression();
    }
    if (format == "email") {
        return emailExpression();
    }
    if (format == "hostname") {
        return fmt::format("{0}(?:\\.{0})*", labelExpression);
    }
    if (format == "ipv4") {
        return ipv4Expression();
    }
    if (format == "ipv6") {
        return ipv6Expression();
    }
    if (format == "uuid") {
        return std::string(uuidExpression);
    }
    return format == "uri" ? std::string(uriExpression) : std::string();
}

} // namespace

std::optional<std::string> formatExpression(std::string_view format)
{
    const std::string expression = unanchored(format);
    return expression.empty() ? std::nullopt : std::optional(fmt::format("^(?:{})$", expression));
}

std::string_view formatNames()
{
    return "date, time, date-time, duration, email, hostname, ipv4, ipv6, uuid, uri";
}

} // namespace core::schema
