// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace core {

/// Keeps every event of a bus.
/// Thread rule: one thread of a test beside the bus's own.
class EventLog {
public:
    explicit EventLog(EventBus& bus);

    /// What was published so far and not taken yet, waiting until the bus has delivered it.
    std::vector<Event> take();

    /// The types of take().
    std::vector<std::string> takeTypes();

private:
    EventBus& m_bus;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<Event> m_events; ///< guarded by m_mutex
    std::uint64_t m_delivered = 0; ///< guarded by m_mutex
    Subscription m_subscription; ///< last, so that it ends first
};

} // namespace core
