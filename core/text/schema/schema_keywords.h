// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"

#include <functional>
#include <string>

namespace core::schema {

/// Gives the node of a schema inside another one, which may be read later.
using PlaceSchema = std::function<Result<Schema::NodeId>(const OrderedJson&, std::string path)>;

/// Fails with Unsupported, by name, for a keyword that Schema does not understand.
Result<void> checkKeywords(const OrderedJson& schema, std::string_view path);

/// True when a keyword describes the type or the shape of values at this very place.
bool hasShapeKeywords(const OrderedJson& schema);

/// What the keywords of type and shape allow. `any` is the node that allows everything.
Result<Schema::Node> readShape(const OrderedJson& schema, const std::string& path,
    const PlaceSchema& place, Schema::NodeId any);

/// What allows everything; inside it everything is `self`.
Schema::Node anyValue(Schema::NodeId self);

} // namespace core::schema
