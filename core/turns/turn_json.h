// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/store/database.h"
#include "core/text/json.h"
#include "core/turns/turn.h"

namespace core {

/// The wire's Turn (core/api/README.md). Reads the journal of a turn that waits, for its
/// required_action. Runs inside an operation of Store.
Result<Json> turnJson(Database& database, const Turn& turn);

} // namespace core
