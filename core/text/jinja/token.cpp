// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/token.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace core::jinja {

namespace {

bool isSpace(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool isNameStart(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

void stripRight(std::string& text)
{
    while (!text.empty() && isSpace(text.back())) {
        text.pop_back();
    }
}

void appendUtf8(std::string& out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6U));
        out += static_cast<char>(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12U));
        out += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80 | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18U));
        out += static_cast<char>(0x80 | ((code >> 12U) & 0x3FU));
        out += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80 | (code & 0x3FU));
    }
}

class Lexer {
public:
    explicit Lexer(std::string_view source)
        : m_source(source)
    {
    }

    Result<std::vector<Token>> run()
    {
        while (m_at < m_source.size()) {
            TRY(readData());
        }
        m_tokens.push_back({Token::Kind::End, "", m_at});
        return std::move(m_tokens);
    }

private:
    [[nodiscard]] tl::unexpected<Error> refuse(std::string why, std::size_t offset) const
    {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = "The template " + std::move(why),
            .detail = "E_TEMPLATE",
            .byteOffset = offset});
    }
    [[nodiscard]] bool startsWith(std::string_view text) const
    {
        return m_source.substr(m_at).starts_with(text);
    }

    // Plain text up to the next tag, then that tag.
    Result<void> readData()
    {
        const std::size_t begin = m_at;
        std::size_t open = begin;
        while ((open = m_source.find('{', open)) != std::string_view::npos) {
            const char kind = open + 1 < m_source.size() ? m_source[open + 1] : '\0';
            if (kind == '{' || kind == '%' || kind == '#') {
                break;
            }
            ++open;
        }
        const std::size_t end = std::min(open, m_source.size());
        std::string text(m_source.substr(begin, end - begin));
        m_at = end;
        if (end == m_source.size()) {
            emitData(std::move(text), begin);
            return {};
        }
        const char kind = m_source[m_at + 1];
        const char control = m_at + 2 < m_source.size() ? m_source[m_at + 2] : '\0';
        stripBefore(text, kind, control);
        emitData(std::move(text), begin);
        if (kind == '#') {
            return skipComment();
        }
        m_at += 2 + (control == '-' || (control == '+' && kind == '%') ? 1 : 0);
        return kind == '{' ? readTag(Token::Kind::VariableBegin, Token::Kind::VariableEnd, "}}")
                           : readTag(Token::Kind::BlockBegin, Token::Kind::BlockEnd, "%}");
    }

    // lstrip_blocks: whitespace between the line's start and a block or comment goes.
    void stripBefore(std::string& text, char kind, char control) const
    {
        if (control == '-') {
            stripRight(text);
            return;
        }
        if (kind == '{' || control == '+') {
            return;
        }
        const std::size_t newline = text.rfind('\n');
        const std::size_t lineBegin = newline == std::string::npos ? 0 : newline + 1;
        if (lineBegin == 0 && !m_lineStarting) {
            return;
        }
        for (std::size_t i = lineBegin; i < text.size(); ++i) {
            if (!isSpace(text[i])) {
                return;
            }
        }
        text.resize(lineBegin);
    }

    void emitData(std::string text, std::size_t offset)
    {
        if (!text.empty()) {
            m_tokens.push_back({Token::Kind::Data, std::move(text), offset});
        }
    }

    // What follows a closing tag: '-' eats all whitespace, trim_blocks one newline.
    void afterTag(bool strip, bool trimNewline)
    {
        const std::size_t begin = m_at;
        if (strip) {
            while (m_at < m_source.size() && isSpace(m_source[m_at])) {
                ++m_at;
            }
        } else if (trimNewline && startsWith("\n")) {
            ++m_at;
        }
        m_lineStarting = m_at > begin && m_source[m_at - 1] == '\n';
    }

    Result<void> skipComment()
    {
        const std::size_t close = m_source.find("#}", m_at + 2);
        if (close == std::string_view::npos) {
            return refuse("has a comment that is not closed.", m_at);
        }
        const char control = m_source[close - 1];
        m_at = close + 2;
        afterTag(control == '-', control != '+');
        return {};
    }

    Result<void> readTag(Token::Kind beginKind, Token::Kind endKind, std::string_view close)
    {
        const std::size_t tagOffset = m_at - 2;
        const std::size_t firstToken = m_tokens.size();
        m_tokens.push_back({beginKind, "", tagOffset});
        int depth = 0;
        while (true) {
            while (m_at < m_source.size() && isSpace(m_source[m_at])) {
                ++m_at;
            }
            if (m_at >= m_source.size()) {
                return refuse("has a tag that is not closed.", tagOffset);
            }
            const bool strips = depth == 0
                && (startsWith("-") || (close == "%}" && startsWith("+")))
                && m_source.substr(m_at + 1).starts_with(close);
            if (strips || (depth == 0 && startsWith(close))) {
                const char control = strips ? m_source[m_at] : '\0';
                m_tokens.push_back({endKind, "", m_at});
                m_at += strips ? 3 : 2;
                afterTag(control == '-', close == "%}" && control != '+');
                return isRaw(firstToken) ? readRaw(firstToken) : Result<void>{};
            }
            TRY(readToken(depth));
        }
    }

    [[nodiscard]] bool isRaw(std::size_t firstToken) const
    {
        return m_tokens.size() == firstToken + 3
            && m_tokens[firstToken].kind == Token::Kind::BlockBegin
            && m_tokens[firstToken + 1].text == "raw";
    }

    Result<void> readRaw(std::size_t firstToken)
    {
        const std::size_t begin = m_at;
        std::size_t open = begin;
        while ((open = m_source.find("{%", open)) != std::string_view::npos) {
            const std::size_t close = m_source.find("%}", open);
            if (close == std::string_view::npos) {
                break;
            }
            std::string word(m_source.substr(open + 2, close - open - 2));
            const bool stripsLeft = word.starts_with('-');
            const bool stripsRight = word.ends_with('-');
            std::erase_if(word, [](char c) { return isSpace(c) || c == '-' || c == '+'; });
            if (word == "endraw") {
                m_tokens.resize(firstToken);
                std::string text(m_source.substr(begin, open - begin));
                stripBefore(text, '%', stripsLeft ? '-' : '\0');
                emitData(std::move(text), begin);
                m_at = close + 2;
                afterTag(stripsRight, true);
                return {};
            }
            open += 2;
        }
        return refuse("has a raw block that is not closed.", begin);
    }

    Result<void> readToken(int& depth)
    {
        const char c = m_source[m_at];
        if (isNameStart(c)) {
            return readName();
        }
        if (isDigit(c)) {
            return readNumber();
        }
        if (c == '\'' || c == '"') {
            return readString(c);
        }
        static constexpr std::array<std::string_view, 7> pairs{
            "//", "**", "==", "!=", ">=", "<=", "~"};
        for (const std::string_view pair : pairs) {
            if (startsWith(pair)) {
                return push(Token::Kind::Operator, std::string(pair), pair.size());
            }
        }
        if (std::string_view("+-*/%<>=()[]{}.,:|;").find(c) == std::string_view::npos) {
            return refuse(fmt::format("has a character '{}' that no tag allows.", c), m_at);
        }
        depth += c == '(' || c == '[' || c == '{' ? 1 : 0;
        depth -= c == ')' || c == ']' || c == '}' ? 1 : 0;
        if (depth < 0) {
            return refuse(fmt::format("closes '{}' that was not opened.", c), m_at);
        }
        return push(Token::Kind::Operator, std::string(1, c), 1);
    }

    Result<void> push(Token::Kind kind, std::string text, std::size_t length)
    {
        m_tokens.push_back({kind, std::move(text), m_at});
        m_at += length;
        return {};
    }

    Result<void> readName()
    {
        std::size_t end = m_at;
        while (end < m_source.size() && (isNameStart(m_source[end]) || isDigit(m_source[end]))) {
            ++end;
        }
        return push(Token::Kind::Name, std::string(m_source.substr(m_at, end - m_at)), end - m_at);
    }

    Result<void> readNumber()
    {
        std::size_t end = m_at;
        const auto digits = [&] {
            while (end < m_source.size() && (isDigit(m_source[end]) || m_source[end] == '_')) {
                ++end;
            }
        };
        const auto digitAt = [&](std::size_t i) {
            return i < m_source.size() && isDigit(m_source[i]);
        };
        digits();
        Token::Kind kind = Token::Kind::Integer;
        if (end < m_source.size() && m_source[end] == '.' && digitAt(end + 1)) {
            kind = Token::Kind::Float;
            ++end;
            digits();
        }
        if (end < m_source.size() && (m_source[end] == 'e' || m_source[end] == 'E')) {
            const bool sign =
                end + 1 < m_source.size() && (m_source[end + 1] == '+' || m_source[end + 1] == '-');
            if (digitAt(end + (sign ? 2 : 1))) {
                kind = Token::Kind::Float;
                end += sign ? 2 : 1;
                digits();
            }
        }
        std::string text(m_source.substr(m_at, end - m_at));
        const std::size_t length = text.size();
        std::erase(text, '_');
        return push(kind, std::move(text), length);
    }

    Result<void> readString(char quote)
    {
        const std::size_t begin = m_at;
        std::string text;
        for (std::size_t i = begin + 1; i < m_source.size(); ++i) {
            if (m_source[i] == quote) {
                return push(Token::Kind::String, std::move(text), i + 1 - begin);
            }
            if (m_source[i] != '\\' || i + 1 >= m_source.size()) {
                text += m_source[i];
                continue;
            }
            i = readEscape(i + 1, text);
        }
        return refuse("has a text that is not closed.", begin);
    }

    // Undoes one escape at `at`, after the backslash; returns the last byte it used.
    std::size_t readEscape(std::size_t at, std::string& text) const
    {
        static constexpr std::string_view names = "ntrabfv0\\'\"";
        static constexpr std::string_view meanings("\n\t\r\a\b\f\v\0\\'\"", 11);
        const char c = m_source[at];
        if (const std::size_t found = names.find(c); found != std::string_view::npos) {
            text += meanings[found];
            return at;
        }
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        std::uint32_t code = 0;
        std::size_t used = 0;
        while (used < digits && at + 1 + used < m_source.size()
            && std::isxdigit(static_cast<unsigned char>(m_source[at + 1 + used])) != 0)
        {
            const char digit = m_source[at + 1 + used];
            code = code * 16
                + static_cast<std::uint32_t>(
                    isDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
            ++used;
        }
        const bool scalar = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        if (digits != 0 && used == digits && scalar) {
            appendUtf8(text, code);
            return at + digits;
        }
        if (c != '\n') {
            text += '\\';
            text += c;
        }
        return at;
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    bool m_lineStarting = true;
    std::vector<Token> m_tokens;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string_view source)
{
    std::string text;
    text.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            text += '\n';
            i += i + 1 < source.size() && source[i + 1] == '\n' ? 1 : 0;
        } else {
            text += source[i];
        }
    }
    if (text.ends_with('\n')) {
        text.pop_back();
    }
    return Lexer(text).run();
}

} // namespace core::jinja
