// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace core {

/// Runs calls, several at a time, because a call may block (turns.wait). Threads named "hf-api-N"
/// are made when all others are busy, up to the number given; what is beyond waits its turn.
/// Thread rule: run() from any thread.
class CallPool {
public:
    explicit CallPool(std::size_t threadsMax)
        : m_threadsMax(threadsMax)
    {
    }
    /// Waits for the calls that run; those still waiting are dropped. Whoever wants it quick stops
    /// them first.
    ~CallPool();
    CallPool(const CallPool&) = delete;
    CallPool& operator=(const CallPool&) = delete;

    void run(std::function<void()> work);

private:
    void serve();

    const std::size_t m_threadsMax;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_waiting; ///< guarded by m_mutex, as all that follows
    std::size_t m_idle = 0;
    bool m_ending = false;
    std::vector<std::jthread> m_threads;
};

} // namespace core
