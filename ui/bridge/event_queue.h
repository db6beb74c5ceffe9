// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <mutex>

namespace ui {

/// An event as the window sees it.
struct InboxEvent {
    QString type;
    QJsonObject data;
};

/// Where events wait for the next delivery. Streamed text of one turn becomes one piece, of
/// progress only the newest is kept, and a change named twice is named once; so the GUI thread has
/// the same little work however fast the runtime is.
/// Thread rule: add() from any thread, take() from the GUI thread.
class EventQueue {
public:
    /// More waiting events than this are dropped for one `events.gap`.
    static constexpr int waitingMax = 4096;

    /// True when the queue was empty, so a delivery has to be arranged.
    bool add(InboxEvent event);
    QList<InboxEvent> take();

private:
    bool merge(const InboxEvent& event);

    std::mutex m_mutex;
    QList<InboxEvent> m_events; ///< guarded by m_mutex
};

} // namespace ui
