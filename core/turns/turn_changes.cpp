// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_changes.h"

#include "core/sessions/item_json.h"

namespace core {

namespace {

std::string_view sessionStatusOf(const Turn& openTurn)
{
    if (isFinal(openTurn.status)) {
        return "idle";
    }
    return openTurn.status == TurnStatus::Waiting ? "requires_action" : "in_progress";
}

void publishTurn(EventBus& bus, const Turn& turn, const Json& data)
{
    bus.publish("turn.changed", {{"session", turn.session.text()}, {"turn", data}});
}

void publishItem(EventBus& bus, const char* type, const Item& item)
{
    bus.publish(type, {{"session", item.session.text()}, {"item", itemToJson(item)}});
}

} // namespace

void publishChanges(EventBus& bus, const TurnChanges& changes)
{
    for (const Item& item : changes.ended) {
        publishItem(bus, "item.completed", item);
    }
    for (const Item& item : changes.added) {
        publishItem(bus, "item.added", item);
        if (item.status != ItemStatus::InProgress) {
            publishItem(bus, "item.completed", item);
        }
    }
    publishTurn(bus, changes.turn, changes.turnData);
    if (changes.nextTurn) {
        publishTurn(bus, *changes.nextTurn, changes.nextTurnData);
    }
    const Turn& last = changes.nextTurn ? *changes.nextTurn : changes.turn;
    bus.publish(
        "session.changed", {{"session", last.session.text()}, {"status", sessionStatusOf(last)}});
    if (changes.memoryOf) {
        bus.publish("memory.changed", {{"agent", changes.memoryOf->text()}});
    }
}

} // namespace core
