// SPDX-License-Identifier: Apache-2.0
#include "core/api/error_json.h"

namespace core {

namespace {

std::string textOf(const Json& object, std::string_view name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

Json errorToJson(const Error& error)
{
    Json object{{"code", errorCodeName(error.code)}, {"message", error.message}};
    if (!error.detail.empty()) {
        object["detail"] = error.detail;
    }
    if (!error.field.empty()) {
        object["field"] = error.field;
    }
    if (error.byteOffset) {
        object["byte_offset"] = *error.byteOffset;
    }
    return object;
}

Error errorFromJson(const Json& object)
{
    if (!object.is_object()) {
        return {.code = ErrorCode::Internal, .message = "The other process sent no error object."};
    }
    Error error{.code = errorCodeFromName(textOf(object, "code")),
        .message = textOf(object, "message"),
        .detail = textOf(object, "detail"),
        .field = textOf(object, "field")};
    if (error.message.empty()) {
        error.message = "The other process sent an error without a message.";
    }
    const auto offset = object.find("byte_offset");
    if (offset != object.end() && offset->is_number_unsigned()) {
        error.byteOffset = offset->get<std::uint64_t>();
    }
    return error;
}

} // namespace core
