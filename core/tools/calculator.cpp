// SPDX-License-Identifier: Apache-2.0
#include "core/tools/calculator.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

namespace core {

namespace {

constexpr double exactIntegerMax = 9007199254740992.0; // 2^53

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// sum = product {(+|-) product}; product = unary {(*|/|%) unary}; unary = [+|-] unary | power;
/// power = primary [^ unary]; primary = number | name [( sum {, sum} )] | ( sum )
class Parser {
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
    }

    Result<double> parse()
    {
        const double value = TRY(sum());
        peek();
        if (m_at < m_text.size()) { // a NUL is not the end
            return unexpectedHere("an operator or the end");
        }
        return value;
    }

private:
    char peek()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t')) {
            ++m_at;
        }
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    bool take(char wanted)
    {
        if (peek() != wanted) {
            return false;
        }
        ++m_at;
        return true;
    }

    tl::unexpected<Error> refuse(std::size_t at, std::string message) const
    {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = std::move(message),
            .detail = "E_EXPRESSION",
            .byteOffset = at});
    }

    tl::unexpected<Error> unexpectedHere(std::string_view allowed)
    {
        const std::string found = peek() == '\0'
            ? "the end"
            : fmt::format("'{}'", clipUtf8(m_text.substr(m_at), 8).substr(0, 8));
        return refuse(
            m_at, fmt::format("Found {} at byte {}. Allowed is {}.", found, m_at, allowed));
    }

    Result<double> checked(double value, std::size_t at, std::string_view what) const
    {
        if (std::isnan(value)) {
            return refuse(at, fmt::format("{} is no real number here (byte {}).", what, at));
        }
        if (std::isinf(value)) {
            return refuse(at,
                fmt::format("The result of {} at byte {} is beyond what can be shown (1.8e308).",
                    what, at));
        }
        return value;
    }

    Result<double> sum()
    {
        double value = TRY(product());
        for (;;) {
            const std::size_t at = m_at;
            if (take('+')) {
                value = TRY(checked(value + TRY(product()), at, "+"));
            } else if (take('-')) {
                value = TRY(checked(value - TRY(product()), at, "-"));
            } else {
                return value;
            }
        }
    }

    Result<double> product()
    {
        double value = TRY(unary());
        for (;;) {
            const char operation = peek();
            const std::size_t at = m_at;
            if (operation != '*' && operation != '/' && operation != '%') {
                return value;
            }
            ++m_at;
            const double right = TRY(unary());
            if (operation != '*' && right == 0) {
                return refuse(at, fmt::format("Division by zero at byte {}.", at));
            }
            const double result = operation == '*' ? value * right
                : operation == '/'                 ? value / right
                                                   : std::fmod(value, right);
            value = TRY(checked(result, at, std::string_view(&operation, 1)));
        }
    }

    Result<double> unary()
    {
        if (++m_depth > expressionDepthMax) {
            return refuse(m_at,
                fmt::format(
                    "More than {} levels are nested at byte {}.", expressionDepthMax, m_at));
        }
        double value = 0;
        if (take('-')) {
            value = -TRY(unary());
        } else if (take('+')) {
            value = TRY(unary());
        } else {
            value = TRY(power());
        }
        --m_depth;
        return value;
    }

    Result<double> power()
    {
        const double base = TRY(primary());
        peek();
        const std::size_t at = m_at;
        if (!take('^')) {
            return base;
        }
        const double exponent = TRY(unary());
        if (base == 0 && exponent < 0) {
            return refuse(at, fmt::format("Division by zero at byte {}.", at));
        }
        return checked(std::pow(base, exponent), at, "^");
    }

    Result<double> primary()
    {
        const char next = peek();
        if (isDigit(next) || next == '.') {
            return number();
        }
        if (isLetter(next)) {
            return named();
        }
        if (!take('(')) {
            return unexpectedHere("a number, a function, a constant or '('");
        }
        const double value = TRY(sum());
        if (!take(')')) {
            return unexpectedHere("')'");
        }
        return value;
    }

    Result<double> number()
    {
        double value = 0;
        const char* begin = m_text.data() + m_at;
        const auto read = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (read.ec != std::errc()) {
            return refuse(m_at,
                fmt::format("The number at byte {} cannot be read or is out of range.", m_at));
        }
        m_at += static_cast<std::size_t>(read.ptr - begin);
        return value;
    }

    Result<double> named()
    {
        const std::size_t at = m_at;
        while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at]))) {
            ++m_at;
        }
        const std::string_view name = m_text.substr(at, m_at - at);
        if (name == "pi") {
            return std::numbers::pi;
        }
        if (name == "e") {
            return std::numbers::e;
        }
        if (!take('(')) {
            return refuse(at,
                fmt::format("Found '{}' at byte {}. Allowed are the constants pi and e and the "
                            "functions sqrt abs round floor ceil min max ln log exp with "
                            "parentheses.",
                    clipUtf8(name, 40), at));
        }
        std::vector<double> values{TRY(sum())};
        while (take(',')) {
            values.push_back(TRY(sum()));
        }
        if (!take(')')) {
            return unexpectedHere("',' or ')'");
        }
        return apply(name, values, at);
    }

    Result<double> apply(std::string_view name, const std::vector<double>& values, std::size_t at)
    {
        if (name == "min") {
            return *std::min_element(values.begin(), values.end());
        }
        if (name == "max") {
            return *std::max_element(values.begin(), values.end());
        }
        using Function = double (*)(double);
        struct Named {
            std::string_view name;
            Function function;
        };
        static constexpr std::array<Named, 8> functions{{
            {"sqrt", [](double x) { return std::sqrt(x); }},
            {"abs", [](double x) { return std::fabs(x); }},
            {"round", [](double x) { return std::round(x); }},
            {"floor", [](double x) { return std::floor(x); }},
            {"ceil", [](double x) { return std::ceil(x); }},
            {"ln", [](double x) { return std::log(x); }},
            {"log", [](double x) { return std::log10(x); }},
            {"exp", [](double x) { return std::exp(x); }},
        }};
        const auto* found = std::find_if(
            functions.begin(), functions.end(), [&](const Named& f) { return f.name == name; });
        if (found == functions.end()) {
            return refuse(at,
                fmt::format("Found the function '{}' at byte {}. Allowed are sqrt abs round floor "
                            "ceil min max ln log exp.",
                    clipUtf8(name, 40), at));
        }
        if (values.size() != 1) {
            return refuse(at,
                fmt::format("Found {} values for '{}' at byte {}. Allowed is one.", values.size(),
                    name, at));
        }
        return checked(found->function(values.front()), at, name);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

Result<double> calculate(std::string_view expression)
{
    if (expression.size() > expressionBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The expression is {} bytes. At most {} are allowed.", expression.size(),
                expressionBytesMax));
    }
    return Parser(expression).parse();
}

std::string numberText(double value)
{
    std::array<char, 64> buffer{};
    const bool whole = std::floor(value) == value && std::fabs(value) <= exactIntegerMax;
    const auto written = whole ? std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                             static_cast<std::int64_t>(value))
                               : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), written.ptr};
}

} // namespace core
