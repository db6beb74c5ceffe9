// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/event_feed.h"

#include "core/api/client.h"
#include "ui/bridge/json_convert.h"

namespace ui {

EventFeed::EventFeed(std::shared_ptr<core::Client> client, std::function<void()> wake,
    std::function<void(core::Error)> lost)
    : m_client(std::move(client))
    , m_wake(std::move(wake))
    , m_lost(std::move(lost))
    , m_thread([this] { subscribe(); })
{
}

EventFeed::~EventFeed()
{
    m_thread.join();
    m_subscription.reset();
}

void EventFeed::subscribe()
{
    auto subscription = m_client->subscribe([this](const core::Event& event) {
        const bool first = m_queue.add(
            InboxEvent{QString::fromStdString(event.type), toQt(event.data).toObject()});
        if (first) {
            m_wake();
        }
    });
    if (subscription) {
        m_subscription = std::move(*subscription);
    } else {
        m_lost(std::move(subscription).error());
    }
}

} // namespace ui
