// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_types.h"

#include <QAbstractListModel>

namespace ui {

/// The sessions of an agent, last active first, read in pages of a hundred as they are scrolled to.
/// data() never asks the runtime.
class SessionListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, StatusRole, TimeRole, SecondLineRole };
    static constexpr int pageSize = 100;

    explicit SessionListModel(Bridge& bridge, QObject* parent = nullptr);

    /// Reads again for an agent (empty: none) and a part of the title.
    void setFilter(const QString& agent, const QString& query);
    [[nodiscard]] int rowOf(const QString& session) const;
    [[nodiscard]] bool isRead() const { return m_read; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void pageRead();
    void failed(const core::Error& error);

private:
    void readPage(const QString& after);
    void takePage(const QJsonObject& page, bool first);
    void refreshOne(const QString& session);
    void put(const SessionInfo& session);
    void remove(const QString& session);

    Bridge& m_bridge;
    QString m_agent;
    QString m_query;
    QList<SessionInfo> m_sessions;
    bool m_hasMore = false;
    bool m_read = false;
    RequestSlot m_reading;
};

/// A session's state as the window shows it.
QString sessionStatusText(const SessionInfo& session);

} // namespace ui
