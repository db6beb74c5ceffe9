// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <utility>

namespace inference {

/// Lets one caller in at a time, in the order they came. A waiting caller leaves as soon as its
/// stop is asked for.
/// Thread rule: any thread. Must outlive its slots.
class CallQueue {
public:
    /// The right to be inside, until it goes.
    class Slot {
    public:
        explicit Slot(CallQueue& queue)
            : m_queue(&queue)
        {
        }
        Slot(Slot&& other) noexcept
            : m_queue(std::exchange(other.m_queue, nullptr))
        {
        }
        Slot& operator=(Slot&&) = delete;
        ~Slot();

    private:
        CallQueue* m_queue;
    };

    /// Waits for its turn; calls `onWait` once, before it waits. Cancelled on a stop.
    core::Result<Slot> enter(const std::stop_token& stop, const std::function<void()>& onWait);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::uint64_t> m_waiting; ///< guarded by m_mutex
    std::uint64_t m_nextTicket = 0; ///< guarded by m_mutex
    bool m_busy = false; ///< guarded by m_mutex
};

} // namespace inference
