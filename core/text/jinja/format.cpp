// SPDX-License-Identifier: Apache-2.0
// How values become text: str(), repr() and json.dumps() of Python.
#include "core/text/jinja/value.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace core::jinja {

namespace {

// Quotes as Python does: single ones, unless the text holds a single and no double quote.
std::string quotedRepr(const std::string& text)
{
    const bool useDouble =
        text.find('\'') != std::string::npos && text.find('"') == std::string::npos;
    const char quote = useDouble ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + quote;
}

std::string jsonString(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class JsonWriter {
public:
    JsonWriter(int indent, bool sortKeys)
        : m_indent(indent)
        , m_sortKeys(sortKeys)
    {
    }

    Result<void> write(const Value& value, int level)
    {
        if (const List* items = value.list()) {
            return writeList(*items, level);
        }
        if (const Dict* dict = value.dict()) {
            return writeDict(*dict, level);
        }
        if (const std::string* text = value.string()) {
            out += jsonString(*text);
        } else if (value.isNone()) {
            out += "null";
        } else if (const bool* truth = value.as<bool>()) {
            out += *truth ? "true" : "false";
        } else if (const double* real = value.as<double>();
                   real != nullptr && !std::isfinite(*real)) {
            out += std::isnan(*real) ? "NaN" : *real > 0 ? "Infinity" : "-Infinity";
        } else if (value.isNumber()) {
            out += toText(value);
        } else {
            return fail(ErrorCode::InvalidInput,
                fmt::format("A value of type {} cannot be written as JSON.", value.typeName()));
        }
        return {};
    }

    std::string out;

private:
    void breakLine(int level)
    {
        if (m_indent >= 0) {
            out += '\n';
            out.append(static_cast<std::size_t>(m_indent) * static_cast<std::size_t>(level), ' ');
        }
    }

    Result<void> writeList(const List& items, int level)
    {
        out += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            out += i == 0 ? "" : m_indent >= 0 ? "," : ", ";
            breakLine(level + 1);
            TRY(write(items[i], level + 1));
        }
        if (!items.empty()) {
            breakLine(level);
        }
        out += ']';
        return {};
    }

    Result<void> writeDict(const Dict& dict, int level)
    {
        auto entries = dict.entries;
        if (m_sortKeys) {
            std::stable_sort(entries.begin(), entries.end(),
                [](const auto& a, const auto& b) { return toText(a.first) < toText(b.first); });
        }
        out += '{';
        for (std::size_t i = 0; i < entries.size(); ++i) {
            out += i == 0 ? "" : m_indent >= 0 ? "," : ", ";
            breakLine(level + 1);
            const Value& key = entries[i].first;
            out += key.string() != nullptr ? jsonString(*key.string())
                                           : fmt::format("\"{}\"", toText(key));
            out += ": ";
            TRY(write(entries[i].second, level + 1));
        }
        if (!entries.empty()) {
            breakLine(level);
        }
        out += '}';
        return {};
    }

    int m_indent;
    bool m_sortKeys;
};

} // namespace

std::string floatText(double value)
{
    if (!std::isfinite(value)) {
        return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    // Python writes plain digits between 1e-4 and 1e16, and an exponent outside.
    const double size = std::fabs(value);
    const bool plain = value == 0 || (size >= 1e-4 && size < 1e16);
    char buffer[400];
    const auto done = std::to_chars(buffer, buffer + sizeof buffer, value,
        plain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text(buffer, done.ptr);
    if (plain && text.find('.') == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string toText(const Value& value)
{
    if (const std::string* text = value.string()) {
        return *text;
    }
    return value.isUndefined() ? std::string() : toRepr(value);
}

std::string toRepr(const Value& value)
{
    if (value.isUndefined()) {
        return "Undefined";
    }
    if (value.isNone()) {
        return "None";
    }
    if (const bool* truth = value.as<bool>()) {
        return *truth ? "True" : "False";
    }
    if (const auto whole = value.integer()) {
        return fmt::format("{}", *whole);
    }
    if (const double* real = value.as<double>()) {
        return floatText(*real);
    }
    if (const std::string* text = value.string()) {
        return quotedRepr(*text);
    }
    std::string out;
    if (const List* items = value.list()) {
        for (const Value& item : *items) {
            out += (out.empty() ? "" : ", ") + toRepr(item);
        }
        return "[" + out + "]";
    }
    if (const Dict* dict = value.dict()) {
        for (const auto& [key, item] : dict->entries) {
            out += (out.empty() ? "" : ", ") + toRepr(key) + ": " + toRepr(item);
        }
        return "{" + out + "}";
    }
    return fmt::format("<{}>", value.typeName());
}

Result<std::string> toJsonText(const Value& value, int indent, bool sortKeys)
{
    JsonWriter writer(indent, sortKeys);
    TRY(writer.write(value, 0));
    return std::move(writer.out);
}

} // namespace core::jinja
