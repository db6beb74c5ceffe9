// SPDX-License-Identifier: Apache-2.0
#include "app/conversation.h"

#include "app/print.h"
#include "app/turn_wait.h"

#include <fmt/format.h>

#include <chrono>

namespace app {

namespace {

using core::ErrorCode;
using core::Event;
using core::Json;
using core::Result;

constexpr std::int64_t waitSliceMs = 30'000;
constexpr std::int64_t cancelWaitMs = 5'000;
constexpr std::int64_t itemsLimit = 500;
constexpr std::chrono::seconds askAfterSilence{2};

/// A slow terminal must not make the queue grow without end; what is lost is read again.
constexpr std::size_t queuedEventsMax = 10'000;

/// What a turn's failure (core/turns/turn_failure.h) is to somebody who branches on kinds.
ErrorCode kindOf(const std::string& failure)
{
    if (failure == "no_model") {
        return ErrorCode::Unavailable;
    }
    if (failure == "context_too_long" || failure == "step_limit" || failure == "output_limit") {
        return ErrorCode::LimitReached;
    }
    return core::errorCodeFromName(failure); // out_of_memory and device_lost are the same words
}

} // namespace

Result<Conversation::Outcome> Conversation::run(
    const std::string& text, const std::stop_token& stop, const TurnObserver& observer)
{
    const bool isWatched = observer.turn || observer.delta || observer.item;
    core::Subscription subscription;
    if (isWatched) {
        subscription = TRY(m_client->subscribe([this](const Event& event) {
            const std::lock_guard lock(m_mutex);
            if (m_events.size() < queuedEventsMax) {
                m_events.push_back(event);
            }
            m_changed.notify_all();
        }));
    }
    // The key makes it safe to send again, should the answer be lost.
    const std::string key = core::formatId("send", m_context.ids().next());
    const Json sent = TRY(m_client->call(
        "sessions.send", {{"session", m_session}, {"text", text}, {"idempotency_key", key}}));
    const std::string turnId = sent["turn"].value("id", "");
    if (observer.turn) {
        observer.turn(sent["turn"]);
    }
    Json turn = TRY(follow(turnId, stop, observer));
    subscription.reset();
    if (observer.item) {
        TRY(showMissedItems(turnId, observer));
    }
    return outcomeOf(std::move(turn));
}

/// Watches by events, and asks from time to time in case one was lost.
Result<Json> Conversation::follow(
    const std::string& turnId, const std::stop_token& stop, const TurnObserver& observer)
{
    const bool isWatched = observer.turn || observer.delta || observer.item;
    while (!stop.stop_requested()) {
        bool isDone = false;
        if (isWatched) {
            std::unique_lock lock(m_mutex);
            const bool hasEvent = m_changed.wait_for(
                lock, stop, askAfterSilence, [this] { return !m_events.empty(); });
            std::deque<Event> events;
            events.swap(m_events);
            lock.unlock();
            for (const Event& event : events) {
                isDone = show(event, turnId, observer) || isDone;
            }
            if (hasEvent && !isDone) {
                continue;
            }
        }
        const auto turn = isWatched
            ? m_client->call("turns.get", {{"turn", turnId}})
            : m_client->call("turns.wait", {{"turn", turnId}, {"timeout_ms", waitSliceMs}}, stop);
        if (!turn && turn.error().code != ErrorCode::Cancelled) {
            return core::fail(turn.error());
        }
        if (turn && isSettled(*turn)) {
            return *turn;
        }
    }
    return cancelAndWait(turnId);
}

Result<Json> Conversation::cancelAndWait(const std::string& turnId)
{
    TRY(m_client->call("sessions.cancel", {{"session", m_session}}));
    return m_client->call("turns.wait", {{"turn", turnId}, {"timeout_ms", cancelWaitMs}});
}

/// True when the event says that the turn is settled.
bool Conversation::show(const Event& event, const std::string& turnId, const TurnObserver& observer)
{
    const Json& data = event.data;
    if (event.type == "turn.delta" && data.value("turn", "") == turnId && observer.delta) {
        observer.delta(data.value("text", ""), data.value("offset", std::int64_t(0)));
    }
    const bool isItem = event.type == "item.added" || event.type == "item.completed";
    if (isItem && data.contains("item") && observer.item) {
        const Json& item = data["item"];
        const bool isFinal = item.value("status", "") != "in_progress";
        if (textOf(item, "turn") == turnId && isFinal
            && m_shownItems.insert(item.value("id", "")).second) {
            observer.item(item);
        }
    }
    if (event.type == "turn.changed" && data.contains("turn")) {
        const Json& turn = data["turn"];
        return turn.value("id", "") == turnId && isSettled(turn);
    }
    return false;
}

Result<std::vector<Json>> Conversation::itemsOf(const std::string& turnId)
{
    const Json page =
        TRY(m_client->call("sessions.items", {{"session", m_session}, {"limit", itemsLimit}}));
    std::vector<Json> items;
    for (const Json& item : page["data"]) {
        if (textOf(item, "turn") == turnId) {
            items.push_back(item);
        }
    }
    return items;
}

Result<void> Conversation::showMissedItems(const std::string& turnId, const TurnObserver& observer)
{
    for (const Json& item : TRY(itemsOf(turnId))) {
        if (m_shownItems.insert(item.value("id", "")).second) {
            observer.item(item);
        }
    }
    return {};
}

Result<Conversation::Outcome> Conversation::outcomeOf(Json turn)
{
    const std::string status = turn.value("status", "");
    const std::string id = turn.value("id", "");
    if (status == "cancelled") {
        return core::fail(ErrorCode::Cancelled, "The turn was stopped.");
    }
    if (status == "failed") {
        const Json error = turn.value("error", Json());
        return core::fail(core::Error{.code = kindOf(textOf(error, "code")),
            .message = textOf(error, "message"),
            .detail = textOf(error, "code")});
    }
    if (status == "waiting") {
        return core::fail(ErrorCode::Conflict,
            fmt::format("The turn waits for a decision on a call whose outcome is unknown. See: "
                        "holdfast turns show {}",
                id));
    }
    if (status != "completed") {
        return core::fail(ErrorCode::Cancelled,
            "Stopped. The turn had not ended after five seconds; it is cancelled when it does.");
    }
    Outcome outcome{.turn = std::move(turn), .text = {}};
    for (const Json& item : TRY(itemsOf(id))) {
        if (item.value("kind", "") == "message" && textOf(item, "role") == "assistant") {
            outcome.text = item.value("text", "");
        }
    }
    return outcome;
}

} // namespace app
