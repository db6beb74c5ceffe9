// SPDX-License-Identifier: Apache-2.0
#include "tests/core/test_support/event_log.h"

#include <utility>

namespace core {

EventLog::EventLog(EventBus& bus)
    : m_bus(bus)
    , m_delivered(bus.lastSequence())
    , m_subscription(bus.subscribe(m_delivered, [this](const Event& event) {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
        m_delivered = event.sequence;
        m_arrived.notify_all();
    }))
{
}

std::vector<Event> EventLog::take()
{
    const std::uint64_t last = m_bus.lastSequence();
    std::unique_lock lock(m_mutex);
    m_arrived.wait(lock, [&] { return m_delivered >= last; });
    return std::exchange(m_events, {});
}

std::vector<std::string> EventLog::takeTypes()
{
    std::vector<std::string> types;
    for (const Event& event : take()) {
        types.push_back(event.type);
    }
    return types;
}

} // namespace core
