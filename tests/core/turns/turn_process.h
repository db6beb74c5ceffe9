// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/turns/turns_service.h"
#include "tests/core/turns/turn_fixture.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace core {

/// The methods over a fixture, as a process has them; its end is the end of a process.
class Process {
public:
    explicit Process(TurnFixture& fixture)
        : m_services(fixture.services())
        , m_runner(std::make_unique<TurnRunner>(m_services, 2))
    {
        addTurnMethods(m_table, m_services, *m_runner);
    }

    Result<Json> call(const char* method, Json parameters)
    {
        return m_table.call(method, parameters);
    }
    Json answer(const char* method, Json parameters)
    {
        return valueOf(m_table.call(method, parameters));
    }
    Json wait(const Json& turn)
    {
        return answer("turns.wait", {{"turn", turn["id"]}, {"timeout_ms", 30'000}});
    }

private:
    TurnServices m_services;
    std::unique_ptr<TurnRunner> m_runner;
    ServiceTable m_table;
};

/// Events as they come, for a test to wait for.
class EventLog {
public:
    explicit EventLog(EventBus& bus)
        : m_subscription(bus.subscribe(bus.lastSequence(), [this](const Event& event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
            m_condition.notify_all();
        }))
    {
    }

    /// All events up to the first of this type whose data holds the text.
    std::vector<Event> until(std::string_view type, std::string_view text)
    {
        std::unique_lock lock(m_mutex);
        std::size_t seen = 0;
        const auto there = [&] {
            for (; seen < m_events.size(); ++seen) {
                const Event& event = m_events[seen];
                if (event.type == type && writeJson(event.data).find(text) != std::string::npos) {
                    return true;
                }
            }
            return false;
        };
        if (!m_condition.wait_for(lock, std::chrono::seconds(20), there)) {
            qFatal("The event did not come.");
        }
        return {m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(seen) + 1};
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    std::vector<Event> m_events; ///< guarded by m_mutex
    Subscription m_subscription; ///< goes first
};

} // namespace core
