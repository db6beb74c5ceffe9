// SPDX-License-Identifier: Apache-2.0
#include "core/tools/arguments.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

constexpr std::size_t shownBytes = 80;
constexpr std::size_t argumentDepthMax = 16;

std::string shown(const Json& value)
{
    const std::string text = writeJson(value);
    return std::string(clipUtf8(text, shownBytes));
}

tl::unexpected<Error> refuse(std::string_view name, std::string message)
{
    return fail(Error{.code = ErrorCode::InvalidInput,
        .message = std::move(message),
        .detail = "E_ARGUMENT",
        .field = std::string(name)});
}

bool isOfType(const Json& value, std::string_view type)
{
    if (type == "string") {
        return value.is_string();
    }
    if (type == "integer") {
        return value.is_number_integer();
    }
    if (type == "number") {
        return value.is_number();
    }
    return type == "boolean" && value.is_boolean();
}

Result<void> checkRange(std::string_view name, const Json& value, const Json& schema)
{
    const auto minimum = schema.find("minimum");
    const auto maximum = schema.find("maximum");
    const bool low = minimum != schema.end() && value < *minimum;
    const bool high = maximum != schema.end() && value > *maximum;
    if (low || high) {
        return refuse(name,
            fmt::format("Found {} for '{}'. Allowed is at {} {}.", shown(value), name,
                low ? "least" : "most", shown(low ? *minimum : *maximum)));
    }
    return {};
}

Result<void> checkText(std::string_view name, const Json& value, const Json& schema)
{
    const auto longest = schema.find("maxLength");
    const std::size_t length = value.get_ref<const std::string&>().size();
    if (longest != schema.end() && length > longest->get<std::size_t>()) {
        return refuse(name,
            fmt::format("'{}' is {} bytes. At most {} are allowed.", name, length,
                longest->get<std::size_t>()));
    }
    return {};
}

Result<void> checkValue(std::string_view name, const Json& value, const Json& schema)
{
    const std::string type = schema.value("type", "string");
    if (!isOfType(value, type)) {
        return refuse(name,
            fmt::format("Found {} for '{}'. Allowed is {} {}.", shown(value), name,
                type == "integer" ? "an" : "a", type));
    }
    const auto choices = schema.find("enum");
    if (choices != schema.end()
        && std::find(choices->begin(), choices->end(), value) == choices->end()) {
        return refuse(name,
            fmt::format(
                "Found {} for '{}'. Allowed is one of {}.", shown(value), name, shown(*choices)));
    }
    return value.is_string() ? checkText(name, value, schema) : checkRange(name, value, schema);
}

Result<Json> parseArguments(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return Json::object();
    }
    auto parsed = parseJson(text, {.depth = argumentDepthMax, .bytes = toolArgumentBytesMax});
    if (!parsed) {
        Error error = std::move(parsed).error();
        error.message =
            fmt::format("The arguments are not JSON that is allowed. {}", error.message);
        return fail(std::move(error));
    }
    if (!parsed->is_object()) {
        return refuse(
            {}, fmt::format("Found {} as arguments. Allowed is a JSON object.", shown(*parsed)));
    }
    return parsed;
}

} // namespace

Result<Json> checkArguments(std::string_view text, const Json& schema)
{
    Json arguments = TRY(parseArguments(text));
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, value] : arguments.items()) {
        const auto property = properties.find(name);
        if (property == properties.end()) {
            std::string allowed;
            for (const auto& [known, unused] : properties.items()) {
                allowed += (allowed.empty() ? "" : ", ") + known;
            }
            return refuse(name,
                fmt::format("Found the argument '{}'. Allowed are: {}.", clipUtf8(name, shownBytes),
                    allowed));
        }
        TRY(checkValue(name, value, *property));
    }
    for (const Json& name : schema.value("required", Json::array())) {
        if (!arguments.contains(name.get_ref<const std::string&>())) {
            return refuse(name.get<std::string>(),
                fmt::format("The argument '{}' is missing.", name.get<std::string>()));
        }
    }
    return arguments;
}

} // namespace core
