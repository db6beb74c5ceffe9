// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_types.h"

#include <QAbstractListModel>

namespace ui {

/// The workspace's agents, by name or as a search finds them, read in pages of a hundred.
class AgentListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1 };
    static constexpr int pageSize = 100;

    explicit AgentListModel(Bridge& bridge, QObject* parent = nullptr);

    void setQuery(const QString& query);
    void read();
    [[nodiscard]] const QList<AgentInfo>& agents() const { return m_agents; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void pageRead();
    void failed(const core::Error& error);

private:
    void readPage(const QString& after);

    Bridge& m_bridge;
    QString m_query;
    QList<AgentInfo> m_agents;
    bool m_hasMore = false;
    RequestSlot m_reading;
};

} // namespace ui
