// SPDX-License-Identifier: Apache-2.0
#include "core/text/json.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace core {

namespace {

constexpr std::int64_t exactInteger = std::int64_t{1} << 53U;

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
class StrictReader final : public nlohmann::json_sax<Json> {
public:
    StrictReader(Json& root, std::size_t depth)
        : m_builder(root, false)
        , m_depthMax(depth)
    {
    }

    std::string reason;

    bool null() override { return m_builder.null(); }
    bool boolean(bool value) override { return m_builder.boolean(value); }
    bool number_integer(number_integer_t value) override
    {
        return value < -exactInteger ? unsafeInteger() : m_builder.number_integer(value);
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        return value > exactInteger ? unsafeInteger() : m_builder.number_unsigned(value);
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
        return ++m_depth <= m_depthMax
            || refuse(fmt::format("more than {} levels are nested", m_depthMax));
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

    nlohmann::detail::json_sax_dom_parser<Json> m_builder;
    std::vector<std::set<std::string>> m_keys;
    std::size_t m_depth = 0;
    std::size_t m_depthMax;
};

tl::unexpected<Error> refuseMember(
    std::string_view name, const Json& found, std::string_view allowed)
{
    std::string shown = writeJson(found);
    return fail(Error{.code = ErrorCode::InvalidInput,
        .message =
            fmt::format("Found {} for '{}'. Allowed is {}.", clipUtf8(shown, 80), name, allowed),
        .field = std::string(name)});
}

const Json* member(const Json& object, std::string_view name)
{
    if (!object.is_object()) {
        return nullptr;
    }
    const auto it = object.find(name);
    return it == object.end() || it->is_null() ? nullptr : &*it;
}

template <class T>
Result<T> present(Result<std::optional<T>> value, std::string_view name)
{
    if (!value) {
        return fail(std::move(value).error());
    }
    if (!*value) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("'{}' is missing.", name),
            .field = std::string(name)});
    }
    return std::move(**value);
}

} // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits)
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
    Json root;
    StrictReader reader(root, limits.depth);
    const char* readTo = text.data();
    const TrackedText begin{text.data(), &readTo};
    const TrackedText end{text.data() + text.size(), &readTo};
    if (Json::sax_parse(begin, end, &reader)) {
        return root;
    }
    const auto read = static_cast<std::size_t>(readTo - text.data());
    return refuse(reader.reason, read == 0 ? 0 : read - 1);
}

std::string writeJson(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::optional<std::string>> optionalString(const Json& object, std::string_view name)
{
    const Json* value = member(object, name);
    if (value == nullptr) {
        return std::optional<std::string>{};
    }
    if (!value->is_string()) {
        return refuseMember(name, *value, "text");
    }
    return std::optional(value->get<std::string>());
}

Result<std::string> requiredString(const Json& object, std::string_view name)
{
    return present(optionalString(object, name), name);
}

Result<std::optional<std::int64_t>> optionalInteger(
    const Json& object, std::string_view name, std::int64_t minimum, std::int64_t maximum)
{
    const Json* value = member(object, name);
    if (value == nullptr) {
        return std::optional<std::int64_t>{};
    }
    const bool tooLarge =
        value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
    const bool inRange = value->is_number_integer() && !tooLarge
        && value->get<std::int64_t>() >= minimum && value->get<std::int64_t>() <= maximum;
    if (!inRange) {
        return refuseMember(
            name, *value, fmt::format("a whole number from {} to {}", minimum, maximum));
    }
    return std::optional(value->get<std::int64_t>());
}

Result<std::int64_t> requiredInteger(
    const Json& object, std::string_view name, std::int64_t minimum, std::int64_t maximum)
{
    return present(optionalInteger(object, name, minimum, maximum), name);
}

Result<std::optional<double>> optionalNumber(
    const Json& object, std::string_view name, double minimum, double maximum)
{
    const Json* value = member(object, name);
    if (value == nullptr) {
        return std::optional<double>{};
    }
    if (!value->is_number() || value->get<double>() < minimum || value->get<double>() > maximum) {
        return refuseMember(name, *value, fmt::format("a number from {} to {}", minimum, maximum));
    }
    return std::optional(value->get<double>());
}

Result<std::optional<bool>> optionalBool(const Json& object, std::string_view name)
{
    const Json* value = member(object, name);
    if (value == nullptr) {
        return std::optional<bool>{};
    }
    if (!value->is_boolean()) {
        return refuseMember(name, *value, "true or false");
    }
    return std::optional(value->get<bool>());
}

Result<void> requireMembersAmong(
    const Json& object, std::initializer_list<std::string_view> allowed)
{
    if (!object.is_object()) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("Found {}. Allowed is an object.", clipUtf8(writeJson(object), 80)));
    }
    for (const auto& [name, value] : object.items()) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            return fail(Error{.code = ErrorCode::InvalidInput,
                .message = fmt::format("Found the member '{}'. Allowed are: {}.",
                    clipUtf8(name, 80), fmt::join(allowed.begin(), allowed.end(), ", ")),
                .field = name});
        }
    }
    return {};
}

} // namespace core
