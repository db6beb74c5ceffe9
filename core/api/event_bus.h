// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/subscription.h"
#include "core/text/json.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace core {

struct Event {
    std::uint64_t sequence = 0;
    std::string type;
    TimestampUs atUs = 0;
    Json data;
};

/// Progress as it happens, in one order for everybody; never the only copy of anything.
/// Each subscriber has a bounded queue and a thread of the bus calls it, so that a slow one never
/// holds up a publisher: when its queue is full it gets one `events.gap` and must read again.
/// Thread rule: all functions from any thread; callbacks run on the bus's thread, never inside
/// publish().
class EventBus {
public:
    explicit EventBus(Clock& clock);
    ~EventBus();
    EventBus(const EventBus&) = delete;
    EventBus& operator=(const EventBus&) = delete;

    void publish(std::string type, Json data);

    /// Calls back for every event after `after`, first those still kept.
    [[nodiscard]] Subscription subscribe(
        std::uint64_t after, std::function<void(const Event&)> callback);

    /// The sequence number of the last event.
    [[nodiscard]] std::uint64_t lastSequence() const;

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace core
