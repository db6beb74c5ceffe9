// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/unix_socket.h"

#include <mutex>
#include <string>

namespace core {

/// What one connection still has to be sent. Answers always find room, up to a bound beyond which
/// the peer counts as dead; events are dropped for a peer that reads slowly and become one
/// events.gap when it has caught up.
/// Thread rule: any thread.
class ServerOutbox {
public:
    void addAnswer(const Json& id, const Result<Json>& answer);
    void addEvent(const Event& event);

    /// Sends what the socket takes now. Unavailable when the peer is gone or takes nothing while
    /// more waits than is allowed.
    Result<void> flush(const UnixSocket& socket);

    [[nodiscard]] bool isEmpty() const;

private:
    void announceGap();

    mutable std::mutex m_mutex;
    std::string m_bytes; ///< guarded by m_mutex, as all that follows
    std::size_t m_sent = 0; ///< of m_bytes
    std::uint64_t m_lostFrom = 0; ///< 0: nothing was dropped
    std::uint64_t m_lostTo = 0;
    TimestampUs m_lostAtUs = 0;
};

} // namespace core
