// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"

#include <functional>

namespace core::schema {

/// Gives the node that allows what two nodes both allow, which may be worked out later.
using MeetNodes = std::function<Result<Schema::NodeId>(Schema::NodeId, Schema::NodeId)>;

/// What two nodes of types, without values and alternatives, both allow. The path is the first's.
Result<Schema::Node> meetShapes(
    const Schema::Node& a, const Schema::Node& b, const MeetNodes& meet);

} // namespace core::schema
