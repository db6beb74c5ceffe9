// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "ui/bridge/request_slot.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

namespace core {
class Client;
}

namespace ui {

class EventFeed;
class WorkerPool;

using Reply = core::Result<QJsonObject>;

/// The one way from the window to the runtime. A call runs on a worker thread of the bridge and its
/// answer comes back as a queued call; the GUI thread never waits. Events arrive coalesced, at most
/// sixty times a second, in the order of their sequence numbers.
/// Thread rule: all public functions on the GUI thread. Ends its workers when it goes.
class Bridge final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Reply&)>;

    explicit Bridge(std::shared_ptr<core::Client> client, QObject* parent = nullptr);
    ~Bridge() override;

    /// Asks; `done` is called later in the GUI thread, if `receiver` still lives then.
    void call(const QString& method, const QJsonObject& parameters, QObject* receiver, Done done);
    /// The same through a slot: what the slot asked before is stopped and forgotten.
    void call(RequestSlot& slot, const QString& method, const QJsonObject& parameters,
        QObject* receiver, Done done);

    /// False once the connection to the runtime is gone; then nothing more will be answered.
    [[nodiscard]] bool isConnected() const { return m_connected; }
    /// Calls asked and not yet answered. For tests and for taking pictures when all has come.
    [[nodiscard]] int pendingCount() const { return static_cast<int>(m_pending.size()); }

Q_SIGNALS:
    void agentChanged(const QString& agent);
    void agentDeleted(const QString& agent);
    void sessionChanged(const QString& session);
    void sessionDeleted(const QString& session);
    void itemChanged(const QString& session, const QJsonObject& item); ///< added or completed
    void turnChanged(const QString& session, const QJsonObject& turn);
    void turnProgress(const QString& session, const QJsonObject& progress);
    void turnDelta(
        const QString& session, const QString& turn, const QString& text, qint64 offsetBytes);
    void memoryChanged(const QString& agent);
    void modelChanged(const QString& model);
    void modelDeleted(const QString& model);
    void operationProgress(const QString& operation, const QJsonObject& progress);
    void operationDone(const QString& operation, const QJsonObject& outcome);
    /// Events were missed: whatever is shown has to be read again.
    void resyncNeeded();
    void connectionLost(const QString& reason);

private:
    friend class RequestSlot;
    struct Pending {
        QPointer<QObject> receiver;
        Done done;
    };

    std::uint64_t start(
        const QString& method, const QJsonObject& parameters, QObject* receiver, Done done);
    void cancel(std::uint64_t request);
    void finish(std::uint64_t request, const Reply& reply);
    void deliverEvents();
    void deliver(const QString& type, const QJsonObject& data);
    void checkConnection();
    void loseConnection(const QString& reason);

    std::shared_ptr<core::Client> m_client;
    std::shared_ptr<EventFeed> m_feed; ///< shared with the workers: subscribing may block
    std::unique_ptr<WorkerPool> m_workers;
    QHash<quint64, Pending> m_pending;
    quint64 m_lastRequest = 0;
    bool m_connected = true;
    bool m_checking = false;
};

} // namespace ui
