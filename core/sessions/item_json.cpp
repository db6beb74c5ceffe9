// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/item_json.h"

namespace core {

namespace {

template <class T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

} // namespace

Json itemToJson(const Item& item)
{
    return {{"id", item.id.text()}, {"session", item.session.text()},
        {"branch", item.branch.text()}, {"position", item.position},
        {"turn", item.turn ? Json(item.turn->text()) : Json(nullptr)},
        {"kind", itemKindName(item.kind)},
        {"role", item.role ? Json(itemRoleName(*item.role)) : Json(nullptr)},
        {"status", itemStatusName(item.status)}, {"call_id", orNull(item.callId)},
        {"name", orNull(item.name)}, {"text", item.text}, {"labels", labelToJson(item.label)},
        {"created_at_us", item.createdAtUs}, {"completed_at_us", orNull(item.completedAtUs)}};
}

} // namespace core
