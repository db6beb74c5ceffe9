// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_check.h"

#include "core/text/schema/code_points.h"
#include "core/text/schema/schema_limits.h"
#include "core/text/schema/schema_pointer.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace core {

namespace {

using schema::Decimal;
using schema::pathBelow;

class SchemaChecker {
public:
    explicit SchemaChecker(const Schema& schema)
        : m_schema(schema)
    {
    }

    Result<void> check(Schema::NodeId id, const Json& value, const std::string& path)
    {
        if (++m_steps > schema::limits::checkStepsMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format("The value takes more than {} steps to check against its schema.",
                    schema::limits::checkStepsMax));
        }
        const Schema::Node& node = m_schema.node(id);
        for (const Schema::Value& allowed : node.values) {
            if (allowed.value == value) {
                return {};
            }
        }
        Result<void> refused = checkTypes(node, value, path);
        for (const Schema::NodeId alternative : node.alternatives) {
            if (refused || refused.error().code == ErrorCode::LimitReached) {
                return refused;
            }
            refused = check(alternative, value, path);
        }
        if (!refused && node.alternatives.size() > 1
            && refused.error().code != ErrorCode::LimitReached) {
            return refuse(path, value, "what one of several alternatives describes");
        }
        return refused;
    }

private:
    static tl::unexpected<Error> refuse(
        const std::string& path, const Json& value, std::string_view allowed)
    {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format(
                "At {}: found {}; allowed is {}.", path, clipUtf8(writeJson(value), 80), allowed),
            .detail = "E_SCHEMA_VALUE",
            .field = path});
    }

    static std::string names(const Schema::Node& node)
    {
        std::string text;
        const auto add = [&](bool isAllowed, std::string_view name) {
            text += isAllowed ? (text.empty() ? "" : " or ") + std::string(name) : "";
        };
        add(node.allowsNull, "null");
        add(node.allowsTrue, "true");
        add(node.allowsFalse, "false");
        add(node.number.has_value(),
            node.number && node.number->isInteger ? "a whole number" : "a number");
        add(node.string.has_value(), "a text");
        add(node.array.has_value(), "a list");
        add(node.object.has_value(), "an object");
        for (std::size_t i = 0; i < std::min<std::size_t>(node.values.size(), 8); ++i) {
            add(true, clipUtf8(node.values[i].text, 40));
        }
        add(node.values.size() > 8, "another of its values");
        return text.empty() ? "nothing" : text;
    }

    Result<void> checkTypes(const Schema::Node& node, const Json& value, const std::string& path)
    {
        if (value.is_number() && node.number) {
            return checkNumber(*node.number, value, path);
        }
        if (value.is_string() && node.string) {
            return checkString(*node.string, value, path);
        }
        if (value.is_array() && node.array) {
            return checkArray(*node.array, value, path);
        }
        if (value.is_object() && node.object) {
            return checkObject(*node.object, value, path);
        }
        const bool isAllowed = (value.is_null() && node.allowsNull)
            || (value.is_boolean() && (value.get<bool>() ? node.allowsTrue : node.allowsFalse));
        return isAllowed ? Result<void>() : refuse(path, value, names(node));
    }

    static Result<void> checkNumber(
        const Schema::NumberShape& shape, const Json& value, const std::string& path)
    {
        const Decimal number = Decimal::of(value);
        if (shape.isInteger && !number.isInteger()) {
            return refuse(path, value, "a whole number");
        }
        if (shape.minimum
            && (number < *shape.minimum || (shape.excludesMinimum && number == *shape.minimum)))
        {
            return refuse(path, value,
                fmt::format(
                    "{} {}", shape.excludesMinimum ? "over" : "at least", shape.minimum->text()));
        }
        if (shape.maximum
            && (number > *shape.maximum || (shape.excludesMaximum && number == *shape.maximum)))
        {
            return refuse(path, value,
                fmt::format(
                    "{} {}", shape.excludesMaximum ? "under" : "at most", shape.maximum->text()));
        }
        if (shape.multipleOf && !shape.multipleOf->divides(number)) {
            return refuse(path, value, "a multiple that its schema's \"multipleOf\" names");
        }
        return {};
    }

    static Result<void> checkString(
        const Schema::StringShape& shape, const Json& value, const std::string& path)
    {
        const auto& text = value.get_ref<const std::string&>();
        const std::size_t length = schema::codePointsOf(text).size();
        if (length < shape.lengthMin) {
            return refuse(path, value, fmt::format("at least {} characters", shape.lengthMin));
        }
        if (shape.lengthMax && length > *shape.lengthMax) {
            return refuse(path, value, fmt::format("at most {} characters", *shape.lengthMax));
        }
        if (shape.pattern && !shape.pattern->matches(text)) {
            return refuse(path, value, "a text of its schema's pattern or format");
        }
        return {};
    }

    Result<void> checkArray(
        const Schema::ArrayShape& shape, const Json& value, const std::string& path)
    {
        if (value.size() < shape.itemsMin) {
            return refuse(path, value, fmt::format("at least {} items", shape.itemsMin));
        }
        if (shape.itemsMax && value.size() > *shape.itemsMax) {
            return refuse(path, value, fmt::format("at most {} items", *shape.itemsMax));
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto item = i < shape.prefix.size() ? std::optional(shape.prefix[i]) : shape.rest;
            if (!item) {
                return refuse(path, value, fmt::format("at most {} items", i));
            }
            TRY(check(*item, value[i], pathBelow(path, std::to_string(i))));
        }
        return {};
    }

    Result<void> checkObject(
        const Schema::ObjectShape& shape, const Json& value, const std::string& path)
    {
        std::unordered_map<std::string_view, Schema::NodeId> named;
        for (const Schema::Property& property : shape.properties) {
            named.emplace(property.name, property.value);
            if (property.isRequired && !value.contains(property.name)) {
                return refuse(
                    path, value, fmt::format("an object with \"{}\"", clipUtf8(property.name, 80)));
            }
        }
        for (const auto& [name, member] : value.items()) {
            const auto found = named.find(name);
            const auto id = found != named.end() ? std::optional(found->second) : shape.additional;
            if (!id) {
                return refuse(
                    path, value, fmt::format("an object without \"{}\"", clipUtf8(name, 80)));
            }
            TRY(check(*id, member, pathBelow(path, name)));
        }
        return {};
    }

    const Schema& m_schema;
    std::size_t m_steps = 0;
};

} // namespace

Result<void> checkAgainst(const Schema& schema, const Json& value)
{
    return checkAgainst(schema, schema.root(), value);
}

Result<void> checkAgainst(const Schema& schema, Schema::NodeId node, const Json& value)
{
    return SchemaChecker(schema).check(node, value, "#");
}

} // namespace core
