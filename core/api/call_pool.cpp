// SPDX-License-Identifier: Apache-2.0
#include "core/api/call_pool.h"

#include <fmt/format.h>

#include <pthread.h>

namespace core {

CallPool::~CallPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_waiting.clear();
        m_changed.notify_all();
    }
    m_threads.clear();
}

void CallPool::run(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (m_ending) {
        return;
    }
    m_waiting.push_back(std::move(work));
    if (m_waiting.size() > m_idle && m_threads.size() < m_threadsMax) {
        m_threads.emplace_back([this] { serve(); });
        const std::string name = fmt::format("hf-api-{}", m_threads.size());
        ::pthread_setname_np(m_threads.back().native_handle(), name.c_str());
    }
    m_changed.notify_one();
}

void CallPool::serve()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_changed.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        --m_idle;
        if (m_ending) {
            return;
        }
        std::function<void()> work = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        work();
        work = nullptr; // what it holds goes without the lock
        lock.lock();
    }
}

} // namespace core
