// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/base/subscription.h"
#include "ui/bridge/event_queue.h"

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace core {
class Client;
}

namespace ui {

/// Subscribes once to all events, on a thread of its own because subscribing may block, and keeps
/// them until the window takes them.
/// Thread rule: `wake` and `lost` are called on other threads and must only post; take() is for the
/// GUI thread.
class EventFeed {
public:
    EventFeed(std::shared_ptr<core::Client> client, std::function<void()> wake,
        std::function<void(core::Error)> lost);
    ~EventFeed();
    EventFeed(const EventFeed&) = delete;
    EventFeed& operator=(const EventFeed&) = delete;

    QList<InboxEvent> take() { return m_queue.take(); }

private:
    void subscribe();

    std::shared_ptr<core::Client> m_client;
    std::function<void()> m_wake;
    std::function<void(core::Error)> m_lost;
    EventQueue m_queue;
    core::Subscription m_subscription; ///< written by m_thread only; read after it was joined
    std::jthread m_thread;
};

} // namespace ui
