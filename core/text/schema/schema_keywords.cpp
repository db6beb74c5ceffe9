// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_keywords.h"

#include "core/text/schema/object_keywords.h"
#include "core/text/schema/schema_error.h"
#include "core/text/schema/schema_limits.h"
#include "core/text/schema/string_format.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace core::schema {

namespace {

constexpr std::array<std::string_view, 10> annotations{"$schema", "$id", "$comment", "title",
    "description", "default", "examples", "deprecated", "readOnly", "writeOnly"};
constexpr std::array<std::string_view, 8> applicators{
    "$ref", "$defs", "definitions", "allOf", "anyOf", "oneOf", "enum", "const"};
constexpr std::array<std::string_view, 17> shapes{"type", "properties", "required",
    "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "minLength",
    "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf"};

template <std::size_t count>
bool isAmong(const std::array<std::string_view, count>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

tl::unexpected<Error> invalid(std::string_view path, std::string_view what)
{
    return schemaError(ErrorCode::InvalidInput, path, what);
}

Result<void> readType(
    const OrderedJson& name, const std::string& path, const Schema::Node& all, Schema::Node& node)
{
    const std::string type = name.is_string() ? name.get<std::string>() : "";
    if (type == "null") {
        node.allowsNull = true;
    } else if (type == "boolean") {
        node.allowsTrue = node.allowsFalse = true;
    } else if (type == "number") {
        node.number = all.number;
    } else if (type == "integer") {
        node.number = node.number ? node.number : Schema::NumberShape{.isInteger = true};
    } else if (type == "string") {
        node.string = all.string;
    } else if (type == "array") {
        node.array = all.array;
    } else if (type == "object") {
        node.object = all.object;
    } else {
        return invalid(
            path, "\"type\" is none of null, boolean, number, integer, string, array and object");
    }
    return {};
}

Result<Schema::Node> readTypes(
    const OrderedJson& schema, const std::string& path, const Schema::Node& all)
{
    const auto types = schema.find("type");
    if (types == schema.end()) {
        return all;
    }
    Schema::Node node;
    node.path = path;
    if (!types->is_array()) {
        TRY(readType(*types, path, all, node));
        return node;
    }
    if (types->empty()) {
        return invalid(path, "\"type\" is an empty list");
    }
    for (const OrderedJson& type : *types) {
        TRY(readType(type, path, all, node));
    }
    return node;
}

Result<std::optional<Decimal>> numberAt(
    const OrderedJson& schema, std::string_view name, const std::string& path)
{
    const auto found = schema.find(name);
    if (found == schema.end()) {
        return std::optional<Decimal>{};
    }
    if (!found->is_number()) {
        return invalid(path, fmt::format("\"{}\" is no number", name));
    }
    return std::optional(Decimal::of(Json(*found)));
}

Result<void> readNumber(
    const OrderedJson& schema, const std::string& path, Schema::NumberShape& shape)
{
    shape.minimum = TRY(numberAt(schema, "minimum", path));
    shape.maximum = TRY(numberAt(schema, "maximum", path));
    const auto above = TRY(numberAt(schema, "exclusiveMinimum", path));
    const auto below = TRY(numberAt(schema, "exclusiveMaximum", path));
    if (above && (!shape.minimum || *above >= *shape.minimum)) {
        shape.minimum = above;
        shape.excludesMinimum = true;
    }
    if (below && (!shape.maximum || *below <= *shape.maximum)) {
        shape.maximum = below;
        shape.excludesMaximum = true;
    }
    const auto step = TRY(numberAt(schema, "multipleOf", path));
    if (!step) {
        return {};
    }
    if (step->negative || step->isZero()) {
        return invalid(path, "\"multipleOf\" is not over 0");
    }
    shape.multipleOf = DecimalStep::of(*step);
    if (!shape.multipleOf) {
        return schemaError(ErrorCode::LimitReached, path,
            fmt::format("\"multipleOf\" has more digits than the {} that are allowed",
                limits::multipleMax));
    }
    return {};
}

Result<void> addPattern(
    Schema::StringShape& shape, std::string_view expression, const std::string& path)
{
    auto pattern = Pattern::compile(expression);
    if (pattern && shape.pattern) {
        pattern = shape.pattern->intersection(*pattern);
    }
    if (!pattern) {
        Error error = pattern.error();
        error.message = fmt::format("In the schema at {}: {}", path, error.message);
        error.detail = "E_SCHEMA";
        error.field = path;
        return fail(std::move(error));
    }
    shape.pattern = std::make_shared<const Pattern>(std::move(*pattern));
    return {};
}

Result<void> readString(
    const OrderedJson& schema, const std::string& path, Schema::StringShape& shape)
{
    shape.lengthMin = TRY(countAt(schema, "minLength", path)).value_or(0);
    shape.lengthMax = TRY(countAt(schema, "maxLength", path));
    if (const auto pattern = schema.find("pattern"); pattern != schema.end()) {
        if (!pattern->is_string()) {
            return invalid(path, "\"pattern\" is no text");
        }
        TRY(addPattern(shape, pattern->get_ref<const std::string&>(), path));
    }
    const auto format = schema.find("format");
    if (format == schema.end()) {
        return {};
    }
    const auto name = format->is_string() ? format->get<std::string>() : writeJson(*format);
    const auto expression = formatExpression(name);
    if (!expression) {
        return schemaError(ErrorCode::Unsupported, path,
            fmt::format("the format \"{}\" is not supported; these are: {}", clipUtf8(name, 80),
                formatNames()));
    }
    return addPattern(shape, *expression, path);
}

} // namespace

Result<void> checkKeywords(const OrderedJson& schema, std::string_view path)
{
    for (const auto& [name, value] : schema.items()) {
        if (!isAmong(annotations, name) && !isAmong(applicators, name) && !isAmong(shapes, name)) {
            return schemaError(ErrorCode::Unsupported, path,
                fmt::format("the keyword \"{}\" is not supported; leave it out or say it with "
                            "others",
                    clipUtf8(name, 80)));
        }
    }
    return {};
}

bool hasShapeKeywords(const OrderedJson& schema)
{
    return std::any_of(shapes.begin(), shapes.end(),
        [&](std::string_view name) { return schema.find(name) != schema.end(); });
}

Result<Schema::Node> readShape(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any)
{
    Schema::Node node = TRY(readTypes(schema, path, anyValue(any)));
    node.path = path;
    // Keywords of a type that is not allowed are read, too: a mistake in them is a mistake.
    Schema::NumberShape number = node.number.value_or(Schema::NumberShape{});
    TRY(readNumber(schema, path, number));
    Schema::StringShape string;
    TRY(readString(schema, path, string));
    const Schema::ArrayShape array = TRY(readArray(schema, path, place, any));
    const Schema::ObjectShape object = TRY(readObject(schema, path, place, any));
    node.number = node.number ? std::optional(number) : std::nullopt;
    node.string = node.string ? std::optional(string) : std::nullopt;
    node.array = node.array ? std::optional(array) : std::nullopt;
    node.object = node.object ? std::optional(object) : std::nullopt;
    return node;
}

Schema::Node anyValue(Schema::NodeId self)
{
    return {.path = "#",
        .allowsNull = true,
        .allowsTrue = true,
        .allowsFalse = true,
        .number = Schema::NumberShape{},
        .string = Schema::StringShape{},
        .array = Schema::ArrayShape{.rest = self},
        .object = Schema::ObjectShape{.additional = self}};
}

} // namespace core::schema
