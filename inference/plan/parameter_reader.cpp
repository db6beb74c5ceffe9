// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/parameter_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace inference {

using core::Error;
using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

bool isIntegerType(ValueType type)
{
    switch (type) {
    case ValueType::U8:
    case ValueType::I8:
    case ValueType::U16:
    case ValueType::I16:
    case ValueType::U32:
    case ValueType::I32:
    case ValueType::U64:
    case ValueType::I64:
        return true;
    default:
        return false;
    }
}

std::string rangeText(
    std::string_view key, std::string_view found, std::int64_t minimum, std::int64_t maximum)
{
    return fmt::format("'{}' is {}; a whole number from {} to {} is allowed. The file is damaged "
                       "or made by a faulty converter.",
        key, found, minimum, maximum);
}

std::string integerText(const Value& value)
{
    if (const auto* number = std::get_if<std::uint64_t>(&value.data)) {
        return std::to_string(*number);
    }
    const auto* number = std::get_if<std::int64_t>(&value.data);
    return number != nullptr ? std::to_string(*number) : "no number";
}

} // namespace

std::string ParameterReader::keyOf(std::string_view key) const
{
    return fmt::format("{}.{}", m_architecture, key);
}

const Value* ParameterReader::find(std::string_view key) const
{
    return m_file.find(keyOf(key));
}

Error ParameterReader::errorAt(std::string_view key, std::string detail, std::string message) const
{
    Error error{
        .code = detail == "E_ARCH" ? ErrorCode::Unsupported : ErrorCode::Corrupt,
        .message = std::move(message),
        .detail = std::move(detail),
        .field = m_file.fieldOf(keyOf(key)),
    };
    if (const Value* value = find(key)) {
        error.byteOffset = value->offset;
    }
    return error;
}

Result<std::int64_t> ParameterReader::uniformArray(
    std::string_view key, const Value& value, std::int64_t minimum, std::int64_t maximum) const
{
    const auto& array = std::get<ArrayValue>(value.data);
    if (m_layers == 0 || !isIntegerType(array.type)) {
        return fail(errorAt(key, "E_TYPE",
            fmt::format("'{}' is an array of {}; a whole number is expected. The file is damaged.",
                keyOf(key), valueTypeName(array.type))));
    }
    if (array.size() != static_cast<std::size_t>(m_layers)) {
        return fail(errorAt(key, "E_RANGE",
            fmt::format("'{}' has {} items for {} layers. The file is damaged.", keyOf(key),
                array.size(), m_layers)));
    }
    std::optional<std::int64_t> first;
    for (std::size_t i = 0; i < array.size(); ++i) {
        Value item{.type = array.type, .data = std::uint64_t{0}, .offset = value.offset};
        if (array.unsignedIntegers.empty()) {
            item.data = array.signedIntegers[i];
        } else {
            item.data = array.unsignedIntegers[i];
        }
        const std::int64_t number = TRY(wholeNumber(key, item, minimum, maximum));
        if (first.value_or(number) != number) {
            return fail(errorAt(key, "E_ARCH",
                fmt::format("'{}' differs between layers ({} and {}); this version computes only "
                            "models whose layers are alike.",
                    keyOf(key), *first, number)));
        }
        first = number;
    }
    return *first;
}

Result<std::int64_t> ParameterReader::wholeNumber(
    std::string_view key, const Value& value, std::int64_t minimum, std::int64_t maximum) const
{
    if (value.type == ValueType::Array) {
        return uniformArray(key, value, minimum, maximum);
    }
    if (!isIntegerType(value.type)) {
        return fail(errorAt(key, "E_TYPE",
            fmt::format("'{}' is of type {}; a whole number is expected. The file is damaged or "
                        "made by a faulty converter.",
                keyOf(key), valueTypeName(value.type))));
    }
    const std::optional<std::uint64_t> number = unsignedInteger(value);
    if (!number || *number < static_cast<std::uint64_t>(minimum)
        || *number > static_cast<std::uint64_t>(maximum))
    {
        return fail(
            errorAt(key, "E_RANGE", rangeText(keyOf(key), integerText(value), minimum, maximum)));
    }
    return static_cast<std::int64_t>(*number);
}

Result<std::int64_t> ParameterReader::required(
    std::string_view key, std::int64_t minimum, std::int64_t maximum) const
{
    const Value* value = find(key);
    if (value == nullptr) {
        return fail(errorAt(key, "E_MISSING",
            fmt::format("'{}' is missing; a {} model needs it. Convert the model again.",
                keyOf(key), m_architecture)));
    }
    return wholeNumber(key, *value, minimum, maximum);
}

Result<std::int64_t> ParameterReader::optional(
    std::string_view key, std::int64_t minimum, std::int64_t maximum, std::int64_t otherwise) const
{
    const Value* value = find(key);
    return value == nullptr ? otherwise : wholeNumber(key, *value, minimum, maximum);
}

Result<double> ParameterReader::requiredPositive(std::string_view key, double maximum) const
{
    const Value* value = find(key);
    if (value == nullptr) {
        return fail(errorAt(key, "E_MISSING",
            fmt::format("'{}' is missing; a {} model needs it. Convert the model again.",
                keyOf(key), m_architecture)));
    }
    const auto* number = std::get_if<double>(&value->data);
    if (number == nullptr) {
        return fail(errorAt(key, "E_TYPE",
            fmt::format("'{}' is of type {}; a floating-point number is expected. The file is "
                        "damaged or made by a faulty converter.",
                keyOf(key), valueTypeName(value->type))));
    }
    if (!std::isfinite(*number) || *number <= 0 || *number > maximum) {
        return fail(errorAt(key, "E_RANGE",
            fmt::format("'{}' is {}; a finite number over 0 and at most {} is allowed. The file "
                        "is damaged or made by a faulty converter.",
                keyOf(key), *number, maximum)));
    }
    return *number;
}

Result<double> ParameterReader::optionalPositive(
    std::string_view key, double maximum, double otherwise) const
{
    return find(key) == nullptr ? otherwise : requiredPositive(key, maximum);
}

Result<std::optional<std::string>> ParameterReader::optionalText(std::string_view key) const
{
    const Value* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    const auto* text = std::get_if<std::string>(&value->data);
    if (text == nullptr) {
        return fail(errorAt(key, "E_TYPE",
            fmt::format("'{}' is of type {}; a text is expected. The file is damaged.", keyOf(key),
                valueTypeName(value->type))));
    }
    return *text;
}

} // namespace inference
