// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"
#include "core/text/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace core {

constexpr std::int64_t exactIntegerMax = std::int64_t{1} << 53U;

/// Goes through the text and tells how far the parser has read, which it does not say itself when
/// it calls back.
struct TrackedText {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    const char** readTo;

    reference operator*() const { return *at; }
    TrackedText& operator++()
    {
        *readTo = ++at;
        return *this;
    }
    bool operator==(const TrackedText& other) const { return at == other.at; }
};

/// Builds the value and stops at the first thing that parseJson refuses.
template <class Value>
class StrictJsonReader final : public nlohmann::json_sax<Value> {
public:
    using typename nlohmann::json_sax<Value>::number_integer_t;
    using typename nlohmann::json_sax<Value>::number_unsigned_t;
    using typename nlohmann::json_sax<Value>::number_float_t;
    using typename nlohmann::json_sax<Value>::string_t;
    using typename nlohmann::json_sax<Value>::binary_t;

    StrictJsonReader(Value& root, const JsonLimits& limits)
        : m_builder(root, false)
        , m_limits(limits)
    {
    }

    std::string reason;

    bool null() override { return m_builder.null(); }
    bool boolean(bool value) override { return m_builder.boolean(value); }
    bool number_integer(number_integer_t value) override
    {
        return value < -exactIntegerMax ? unsafeInteger() : m_builder.number_integer(value);
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        return value > exactIntegerMax ? unsafeInteger() : m_builder.number_unsigned(value);
    }
    bool number_float(number_float_t value, const string_t& text) override
    {
        // An integer that does not fit 64 bits reaches us as a float without a mark of one.
        if (text.find_first_of(".eE") == string_t::npos) {
            return unsafeInteger();
        }
        return m_builder.number_float(value, text);
    }
    bool string(string_t& value) override { return m_builder.string(value); }
    bool binary(binary_t&) override { return refuse("binary values are not JSON"); }
    bool start_object(std::size_t count) override
    {
        m_keys.emplace_back();
        return deeper() && m_builder.start_object(count);
    }
    bool key(string_t& name) override
    {
        if (!m_keys.back().insert(name).second) {
            return refuse(fmt::format("the member '{}' stands twice", clipUtf8(name, 80)));
        }
        if (m_keys.back().size() > m_limits.members) {
            return refuse(fmt::format("an object has more than {} members", m_limits.members));
        }
        return m_builder.key(name);
    }
    bool end_object() override
    {
        m_keys.pop_back();
        --m_depth;
        return m_builder.end_object();
    }
    bool start_array(std::size_t count) override
    {
        return deeper() && m_builder.start_array(count);
    }
    bool end_array() override
    {
        --m_depth;
        return m_builder.end_array();
    }
    bool parse_error(
        std::size_t, const std::string&, const nlohmann::detail::exception& error) override
    {
        const std::string_view what = error.what();
        const std::size_t at = what.rfind("; ");
        return refuse(std::string(at == std::string_view::npos ? what : what.substr(at + 2)));
    }

private:
    bool deeper()
    {
        return ++m_depth <= m_limits.depth
            || refuse(fmt::format("more than {} levels are nested", m_limits.depth));
    }
    bool unsafeInteger()
    {
        return refuse(
            "an integer is beyond 2^53, where numbers are no longer exact; send it as text");
    }
    bool refuse(std::string why)
    {
        reason = std::move(why);
        return false;
    }

    nlohmann::detail::json_sax_dom_parser<Value> m_builder;
    std::vector<std::set<std::string>> m_keys;
    std::size_t m_depth = 0;
    JsonLimits m_limits;
};

/// The one reader of JSON texts; json.h says what it refuses.
template <class Value>
Result<Value> readStrictJson(std::string_view text, const JsonLimits& limits)
{
    if (text.size() > limits.bytes) {
        return fail(ErrorCode::LimitReached,
            fmt::format(
                "The JSON text is {} bytes. At most {} are allowed.", text.size(), limits.bytes));
    }
    const auto refuse = [](std::string_view reason, std::size_t offset) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("This is not the JSON that is allowed: {}.", reason),
            .detail = "E_JSON",
            .byteOffset = offset});
    };
    // The parser takes a zero byte for the end of the text and would not see what follows it.
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        return refuse("a zero byte is not allowed", zero);
    }
    Value root;
    StrictJsonReader<Value> reader(root, limits);
    const char* readTo = text.data();
    const TrackedText begin{text.data(), &readTo};
    const TrackedText end{text.data() + text.size(), &readTo};
    if (Value::sax_parse(begin, end, &reader)) {
        return root;
    }
    const auto read = static_cast<std::size_t>(readTo - text.data());
    return refuse(reader.reason, read == 0 ? 0 : read - 1);
}

} // namespace core
