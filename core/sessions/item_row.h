// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/sessions/item.h"
#include "core/store/statement.h"

#include <cstdint>
#include <vector>

namespace core {

/// The item of a row of item_rows. Corrupt when a column holds what it may not.
Result<Item> readItem(const Statement& row);

/// Token ids as stored: four bytes each, least significant first.
std::vector<std::uint8_t> encodeTokens(const std::vector<std::int32_t>& ids);

} // namespace core
