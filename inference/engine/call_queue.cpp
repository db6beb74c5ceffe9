// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/call_queue.h"

#include <algorithm>

namespace inference {

CallQueue::Slot::~Slot()
{
    if (m_queue == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(m_queue->m_mutex);
        m_queue->m_busy = false;
    }
    m_queue->m_changed.notify_all();
}

core::Result<CallQueue::Slot> CallQueue::enter(
    const std::stop_token& stop, const std::function<void()>& onWait)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t ticket = m_nextTicket++;
    m_waiting.push_back(ticket);
    const auto isMyTurn = [&] { return !m_busy && m_waiting.front() == ticket; };
    if (!isMyTurn() && onWait) {
        lock.unlock(); // a callback may take its time
        onWait();
        lock.lock();
    }
    const bool mine = m_changed.wait(lock, stop, isMyTurn);
    m_waiting.erase(std::find(m_waiting.begin(), m_waiting.end(), ticket));
    if (!mine) {
        lock.unlock();
        m_changed.notify_all(); // whoever stood behind may be first now
        return core::fail(core::ErrorCode::Cancelled, "The call was stopped while it waited.");
    }
    m_busy = true;
    return Slot(*this);
}

} // namespace inference
