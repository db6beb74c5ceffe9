// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"

#include <optional>
#include <span>
#include <utility>

namespace core::schema {

/// Two alternatives, by their places in a list.
using AlternativePair = std::pair<std::size_t, std::size_t>;

/// The first two of the nodes for which it cannot be shown that no value is allowed by both;
/// nothing when all exclude one another. It is shown by types, bounds, lengths, values, patterns,
/// or a required property or item that excludes the other's. What takes too many steps is not
/// shown. LimitReached for patterns that are too large together.
Result<std::optional<AlternativePair>> findOverlap(
    const Schema& schema, std::span<const Schema::NodeId> nodes);

} // namespace core::schema
