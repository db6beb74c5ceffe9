// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/object_keywords.h"

#include "core/text/schema/schema_error.h"
#include "core/text/schema/schema_pointer.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unordered_map>

namespace core::schema {

namespace {

tl::unexpected<Error> invalid(std::string_view path, std::string_view what)
{
    return schemaError(ErrorCode::InvalidInput, path, what);
}

Result<void> readProperties(const OrderedJson& properties, const std::string& path,
    const PlaceSchema& place, Schema::ObjectShape& shape)
{
    if (!properties.is_object()) {
        return invalid(path, "\"properties\" is no object");
    }
    for (const auto& [name, value] : properties.items()) {
        const std::string below = pathBelow(pathBelow(path, "properties"), name);
        shape.properties.push_back({.name = name, .value = TRY(place(value, below))});
    }
    return {};
}

Result<void> require(Schema::ObjectShape& shape, const OrderedJson& names, const std::string& path)
{
    if (!names.is_array()) {
        return invalid(path, "\"required\" is no list of names");
    }
    std::unordered_map<std::string_view, std::size_t> index;
    shape.properties.reserve(shape.properties.size() + names.size()); // names stay where they are
    for (std::size_t i = 0; i < shape.properties.size(); ++i) {
        index.emplace(shape.properties[i].name, i);
    }
    for (const OrderedJson& item : names) {
        if (!item.is_string()) {
            return invalid(path, "\"required\" is no list of names");
        }
        const auto& name = item.get_ref<const std::string&>();
        if (const auto found = index.find(name); found != index.end()) {
            shape.properties[found->second].isRequired = true;
            continue;
        }
        if (!shape.additional) {
            return invalid(path,
                fmt::format(
                    "\"{}\" is required, but additionalProperties forbids it", clipUtf8(name, 80)));
        }
        shape.properties.push_back({.name = name, .value = *shape.additional, .isRequired = true});
        index.emplace(shape.properties.back().name, shape.properties.size() - 1);
    }
    return {};
}

bool isFalse(const OrderedJson& value)
{
    return value.is_boolean() && !value.get<bool>();
}

} // namespace

Result<std::optional<std::uint64_t>> countAt(
    const OrderedJson& schema, std::string_view name, const std::string& path)
{
    const auto found = schema.find(name);
    if (found == schema.end()) {
        return std::optional<std::uint64_t>{};
    }
    const double value = found->is_number() ? found->get<double>() : -1;
    if (value < 0 || value > 9007199254740992.0
        || static_cast<double>(static_cast<std::uint64_t>(value)) != value)
    {
        return invalid(path, fmt::format("\"{}\" is no whole number from 0 on", name));
    }
    return std::optional(static_cast<std::uint64_t>(value));
}

Result<Schema::ArrayShape> readArray(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any)
{
    Schema::ArrayShape shape{.rest = any};
    if (const auto prefix = schema.find("prefixItems"); prefix != schema.end()) {
        if (!prefix->is_array()) {
            return invalid(path, "\"prefixItems\" is no list of schemas");
        }
        const std::string below = pathBelow(path, "prefixItems");
        for (std::size_t i = 0; i < prefix->size(); ++i) {
            shape.prefix.push_back(TRY(place((*prefix)[i], pathBelow(below, std::to_string(i)))));
        }
    }
    if (const auto items = schema.find("items"); items != schema.end()) {
        if (items->is_array()) {
            return schemaError(ErrorCode::Unsupported, path,
                "\"items\" as a list is not supported; its newer name is \"prefixItems\"");
        }
        shape.rest.reset();
        if (!isFalse(*items)) {
            shape.rest = TRY(place(*items, pathBelow(path, "items")));
        }
    }
    shape.itemsMin = TRY(countAt(schema, "minItems", path)).value_or(0);
    shape.itemsMax = TRY(countAt(schema, "maxItems", path));
    return shape;
}

Result<Schema::ObjectShape> readObject(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any)
{
    Schema::ObjectShape shape{.additional = any};
    const auto properties = schema.find("properties");
    if (properties != schema.end()) {
        TRY(readProperties(*properties, path, place, shape));
        shape.invitesAdditional = false;
    }
    const auto additional = schema.find("additionalProperties");
    if (additional != schema.end()) {
        shape.invitesAdditional = true;
        shape.additional.reset();
        if (!isFalse(*additional)) {
            shape.additional = TRY(place(*additional, pathBelow(path, "additionalProperties")));
        }
    }
    if (const auto required = schema.find("required"); required != schema.end()) {
        TRY(require(shape, *required, path));
    }
    return shape;
}

} // namespace core::schema
