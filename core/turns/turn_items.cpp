// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_items.h"

#include "core/sessions/item_store.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

Result<Item> callItem(Database& database, std::int64_t turnKey, std::string_view callId)
{
    const auto items = TRY(ItemStore::ofTurn(database, turnKey));
    const auto found = std::find_if(items.rbegin(), items.rend(), [&](const Item& item) {
        return item.kind == ItemKind::FunctionCall && item.callId == callId;
    });
    if (found == items.rend()) {
        return fail(
            ErrorCode::Corrupt, fmt::format("The turn has no item of the call '{}'.", callId));
    }
    return *found;
}

} // namespace core
