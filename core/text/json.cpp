// SPDX-License-Identifier: Apache-2.0
#include "core/text/json.h"

#include "core/text/strict_json_reader.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

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
    return readStrictJson<Json>(text, limits);
}

Result<OrderedJson> parseOrderedJson(std::string_view text, const JsonLimits& limits)
{
    JsonLimits bounded = limits;
    bounded.members = std::min(bounded.members, orderedMembersMax);
    return readStrictJson<OrderedJson>(text, bounded);
}

std::string writeJson(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string writeOrderedJson(const OrderedJson& value)
{
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
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
