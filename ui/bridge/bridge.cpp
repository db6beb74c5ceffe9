// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/bridge.h"

#include "ui/bridge/event_feed.h"
#include "ui/bridge/worker_pool.h"

#include <QTimer>

namespace ui {

namespace {

/// Sixty deliveries a second.
constexpr int deliveryIntervalMs = 16;

QString member(const QJsonObject& data, const char* name)
{
    return data.value(QLatin1String(name)).toString();
}

} // namespace

RequestSlot::~RequestSlot()
{
    cancel();
}

void RequestSlot::cancel()
{
    if (m_bridge && m_request != 0) {
        m_bridge->cancel(m_request);
    }
    m_request = 0;
}

bool RequestSlot::isBusy() const
{
    return m_bridge && m_request != 0 && m_bridge->m_pending.contains(m_request);
}

Bridge::Bridge(std::shared_ptr<core::Client> client, QObject* parent)
    : QObject(parent)
    , m_client(std::move(client))
{
    m_workers = std::make_unique<WorkerPool>(m_client, [this](std::uint64_t id, Reply reply) {
        QMetaObject::invokeMethod(
            this, [this, id, reply = std::move(reply)] { finish(id, reply); },
            Qt::QueuedConnection);
    });
    const auto wake = [this] {
        QMetaObject::invokeMethod(
            this, [this] { QTimer::singleShot(deliveryIntervalMs, this, &Bridge::deliverEvents); },
            Qt::QueuedConnection);
    };
    const auto lost = [this](const core::Error& error) {
        QMetaObject::invokeMethod(
            this, [this, text = QString::fromStdString(error.message)] { loseConnection(text); },
            Qt::QueuedConnection);
    };
    m_feed = std::make_shared<EventFeed>(m_client, wake, lost);
}

Bridge::~Bridge()
{
    m_feed.reset();
    m_workers.reset();
}

void Bridge::call(
    const QString& method, const QJsonObject& parameters, QObject* receiver, Done done)
{
    start(method, parameters, receiver, std::move(done));
}

void Bridge::call(RequestSlot& slot, const QString& method, const QJsonObject& parameters,
    QObject* receiver, Done done)
{
    slot.cancel();
    slot.m_bridge = this;
    slot.m_request = start(method, parameters, receiver, std::move(done));
}

std::uint64_t Bridge::start(
    const QString& method, const QJsonObject& parameters, QObject* receiver, Done done)
{
    const quint64 request = ++m_lastRequest;
    m_pending.insert(request, Pending{receiver, std::move(done)});
    m_workers->submit(request, method, parameters);
    return request;
}

void Bridge::cancel(std::uint64_t request)
{
    m_pending.remove(request);
    m_workers->cancel(request);
}

void Bridge::finish(std::uint64_t request, const Reply& reply)
{
    const auto found = m_pending.constFind(request);
    if (found == m_pending.constEnd()) {
        return;
    }
    const Pending pending = *found;
    m_pending.erase(found);
    if (pending.receiver && pending.done) {
        pending.done(reply);
    }
    if (!reply && reply.error().code == core::ErrorCode::Unavailable) {
        checkConnection();
    }
}

// Unavailable may mean a model that is not loaded. Only the workspace itself tells whether anybody
// is still at the other end.
void Bridge::checkConnection()
{
    if (m_checking || !m_connected) {
        return;
    }
    m_checking = true;
    call(QStringLiteral("workspace.status"), {}, this, [this](const Reply& reply) {
        if (!reply && reply.error().code == core::ErrorCode::Unavailable) {
            loseConnection(QString::fromStdString(reply.error().message));
        }
        m_checking = false;
    });
}

void Bridge::loseConnection(const QString& reason)
{
    if (m_connected) {
        m_connected = false;
        Q_EMIT connectionLost(reason);
    }
}

void Bridge::deliverEvents()
{
    const QList<InboxEvent> events = m_feed->take();
    for (const InboxEvent& event : events) {
        deliver(event.type, event.data);
    }
}

void Bridge::deliver(const QString& type, const QJsonObject& data)
{
    const QString session = member(data, "session");
    if (type == QLatin1String("turn.delta")) {
        Q_EMIT turnDelta(session, member(data, "turn"), member(data, "text"),
            data.value(QLatin1String("offset")).toInteger());
    } else if (type == QLatin1String("turn.progress")) {
        Q_EMIT turnProgress(session, data);
    } else if (type == QLatin1String("item.added") || type == QLatin1String("item.completed")) {
        Q_EMIT itemChanged(session, data.value(QLatin1String("item")).toObject());
    } else if (type == QLatin1String("turn.changed")) {
        Q_EMIT turnChanged(session, data.value(QLatin1String("turn")).toObject());
    } else if (type == QLatin1String("session.changed")) {
        Q_EMIT sessionChanged(session);
    } else if (type == QLatin1String("session.deleted")) {
        Q_EMIT sessionDeleted(session);
    } else if (type == QLatin1String("agent.changed")) {
        Q_EMIT agentChanged(member(data, "agent"));
    } else if (type == QLatin1String("agent.deleted")) {
        Q_EMIT agentDeleted(member(data, "agent"));
    } else if (type == QLatin1String("memory.changed")) {
        Q_EMIT memoryChanged(member(data, "agent"));
    } else if (type == QLatin1String("model.changed")) {
        Q_EMIT modelChanged(member(data, "model"));
    } else if (type == QLatin1String("model.deleted")) {
        Q_EMIT modelDeleted(member(data, "model"));
    } else if (type == QLatin1String("operation.progress")) {
        Q_EMIT operationProgress(member(data, "operation"), data);
    } else if (type == QLatin1String("operation.done")) {
        Q_EMIT operationDone(member(data, "operation"), data);
    } else if (type == QLatin1String("events.gap")) {
        Q_EMIT resyncNeeded();
    }
}

} // namespace ui
