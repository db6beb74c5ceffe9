// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/sessions/item.h"
#include "core/store/database.h"

#include <string_view>

namespace core {

/// The function_call item of a call, the newest when an id was used before in the turn.
/// Corrupt when there is none. Runs inside an operation of Store.
Result<Item> callItem(Database& database, std::int64_t turnKey, std::string_view callId);

} // namespace core
