// SPDX-License-Identifier: Apache-2.0
//
// One list of the last events is the queue of every subscriber: a subscriber is a place in that
// list. Whoever falls off its end has missed something and is told so once, by events.gap. So a
// slow subscriber costs a number and never memory, and publishing never waits for a callback.
#include "core/api/event_bus.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace core {

namespace {

/// What the bus keeps at most: so many events, and so many bytes of them.
constexpr std::size_t keptEventsMax = 4096;
constexpr std::size_t keptBytesMax = std::size_t{64} * 1024 * 1024;

/// About how much memory a value takes. Depth is bounded by what parseJson lets in.
std::size_t approximateBytes(const Json& value)
{
    std::size_t bytes = sizeof(Json);
    if (value.is_string()) {
        bytes += value.get_ref<const std::string&>().size();
    } else if (value.is_structured()) {
        for (const auto& member : value) {
            bytes += approximateBytes(member) + (value.is_object() ? sizeof(std::string) : 0);
        }
    }
    return bytes;
}

/// A callback that throws is a mistake of ours, but no reason to end the program.
void deliver(const std::function<void(const Event&)>& callback, const Event& event)
{
    try {
        callback(event);
    } catch (const std::exception& exception) {
        spdlog::error("A subscriber of {} failed: {}", event.type, exception.what());
    }
}

struct Kept {
    std::shared_ptr<const Event> event;
    std::size_t bytes = 0;
};

struct Subscriber {
    std::function<void(const Event&)> callback;
    std::uint64_t next = 1; ///< the sequence number of the event it gets next
    bool lost = false; ///< it asked for numbers this bus never gave
};

} // namespace

class EventBus::State {
public:
    explicit State(Clock& clock)
        : m_clock(clock)
        , m_thread([this](const std::stop_token& stop) { run(stop); })
    {
    }

    void publish(std::string type, Json data);
    Subscriber* subscribe(std::uint64_t after, std::function<void(const Event&)> callback);
    void unsubscribe(Subscriber* subscriber);
    std::uint64_t lastSequence() const;

    /// Ends the thread; no callback runs after it. Once, by the bus's destructor.
    void finish();

private:
    void run(const std::stop_token& stop);
    std::shared_ptr<const Event> takeNext(Subscriber& subscriber);
    std::uint64_t oldest() const { return m_last + 1 - m_kept.size(); }

    Clock& m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Kept> m_kept; ///< guarded by m_mutex, as all that follows
    std::size_t m_keptBytes = 0;
    std::uint64_t m_last = 0;
    std::list<Subscriber> m_subscribers;
    const Subscriber* m_calling = nullptr; ///< whose callback runs now
    std::jthread m_thread;
};

void EventBus::State::publish(std::string type, Json data)
{
    const std::size_t bytes = sizeof(Event) + approximateBytes(data);
    const std::lock_guard lock(m_mutex);
    Event event{.sequence = ++m_last,
        .type = std::move(type),
        .atUs = m_clock.now(),
        .data = std::move(data)};
    m_kept.push_back({std::make_shared<const Event>(std::move(event)), bytes});
    m_keptBytes += bytes;
    while (m_kept.size() > keptEventsMax || (m_keptBytes > keptBytesMax && m_kept.size() > 1)) {
        m_keptBytes -= m_kept.front().bytes;
        m_kept.pop_front();
    }
    m_changed.notify_all();
}

Subscriber* EventBus::State::subscribe(
    std::uint64_t after, std::function<void(const Event&)> callback)
{
    const std::lock_guard lock(m_mutex);
    const bool lost = after > m_last;
    m_subscribers.push_back({std::move(callback), lost ? m_last + 1 : after + 1, lost});
    m_changed.notify_all();
    return &m_subscribers.back();
}

void EventBus::State::unsubscribe(Subscriber* subscriber)
{
    std::unique_lock lock(m_mutex);
    if (std::this_thread::get_id() != m_thread.get_id()) {
        m_changed.wait(lock, [&] { return m_calling != subscriber; });
    }
    // Inside its own callback the function object is in use: run() holds a copy of it.
    m_subscribers.remove_if([&](const Subscriber& one) { return &one == subscriber; });
}

std::uint64_t EventBus::State::lastSequence() const
{
    const std::lock_guard lock(m_mutex);
    return m_last;
}

void EventBus::State::finish()
{
    m_thread.request_stop();
    m_thread.join();
}

/// The event that is due for a subscriber, or nothing. The mutex is held.
std::shared_ptr<const Event> EventBus::State::takeNext(Subscriber& subscriber)
{
    if (!subscriber.lost && subscriber.next > m_last) {
        return nullptr;
    }
    if (subscriber.lost || subscriber.next < oldest()) {
        const std::uint64_t from = subscriber.lost ? 1 : subscriber.next;
        const std::uint64_t to = subscriber.lost ? m_last : oldest() - 1;
        subscriber.lost = false;
        subscriber.next = to + 1;
        return std::make_shared<const Event>(Event{.sequence = to,
            .type = "events.gap",
            .atUs = m_clock.now(),
            .data = {{"from", from}, {"to", to}}});
    }
    return m_kept[subscriber.next++ - oldest()].event;
}

void EventBus::State::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    const auto isDue = [this] {
        return std::any_of(m_subscribers.begin(), m_subscribers.end(),
            [this](const Subscriber& one) { return one.lost || one.next <= m_last; });
    };
    while (m_changed.wait(lock, stop, isDue) && !stop.stop_requested()) {
        // The one that has waited longest goes to the end, so that all have their turn. List nodes
        // keep their address, which is the subscriber's identity.
        auto due = std::find_if(m_subscribers.begin(), m_subscribers.end(),
            [this](const Subscriber& one) { return one.lost || one.next <= m_last; });
        m_subscribers.splice(m_subscribers.end(), m_subscribers, due);
        Subscriber& subscriber = m_subscribers.back();
        const std::shared_ptr<const Event> event = takeNext(subscriber);
        const auto callback = subscriber.callback;
        m_calling = &subscriber;
        lock.unlock();
        deliver(callback, *event);
        lock.lock();
        m_calling = nullptr;
        m_changed.notify_all();
    }
}

EventBus::EventBus(Clock& clock)
    : m_state(std::make_shared<State>(clock))
{
}

EventBus::~EventBus()
{
    m_state->finish();
}

void EventBus::publish(std::string type, Json data)
{
    m_state->publish(std::move(type), std::move(data));
}

Subscription EventBus::subscribe(std::uint64_t after, std::function<void(const Event&)> callback)
{
    Subscriber* subscriber = m_state->subscribe(after, std::move(callback));
    return Subscription([state = m_state, subscriber] { state->unsubscribe(subscriber); });
}

std::uint64_t EventBus::lastSequence() const
{
    return m_state->lastSequence();
}

} // namespace core
