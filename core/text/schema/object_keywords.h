// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema_keywords.h"

namespace core::schema {

/// The keywords of arrays: items, prefixItems, minItems, maxItems.
Result<Schema::ArrayShape> readArray(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any);

/// The keywords of objects: properties, required, additionalProperties.
Result<Schema::ObjectShape> readObject(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any);

/// A count such as maxItems: a whole number from 0 on, or nothing.
Result<std::optional<std::uint64_t>> countAt(
    const OrderedJson& schema, std::string_view name, const std::string& path);

} // namespace core::schema
