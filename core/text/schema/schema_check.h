// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"

namespace core {

/// Whether a schema allows a value. InvalidInput with E_SCHEMA_VALUE when it does not: the message
/// says where in the value, what was found and what is allowed, and is good to be shown to a model
/// that wrote it; `field` is the place in the value. LimitReached when it takes more than
/// schema::limits::checkStepsMax steps.
Result<void> checkAgainst(const Schema& schema, const Json& value);

/// The same for one node.
Result<void> checkAgainst(const Schema& schema, Schema::NodeId node, const Json& value);

} // namespace core
