// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/agent_list_model.h"

#include <QJsonArray>

namespace ui {

AgentListModel::AgentListModel(Bridge& bridge, QObject* parent)
    : QAbstractListModel(parent)
    , m_bridge(bridge)
{
    connect(&bridge, &Bridge::agentChanged, this, &AgentListModel::read);
    connect(&bridge, &Bridge::agentDeleted, this, &AgentListModel::read);
    connect(&bridge, &Bridge::resyncNeeded, this, &AgentListModel::read);
}

void AgentListModel::setQuery(const QString& query)
{
    m_query = query;
    read();
}

void AgentListModel::read()
{
    readPage({});
}

void AgentListModel::readPage(const QString& after)
{
    QJsonObject parameters{{QStringLiteral("limit"), pageSize}};
    if (!m_query.isEmpty()) {
        parameters.insert(QStringLiteral("query"), m_query);
    }
    if (!after.isEmpty()) {
        parameters.insert(QStringLiteral("after"), after);
    }
    m_bridge.call(m_reading, QStringLiteral("agents.list"), parameters, this,
        [this, first = after.isEmpty()](const Reply& reply) {
            if (!reply) {
                m_hasMore = false;
                Q_EMIT failed(reply.error());
                return;
            }
            QList<AgentInfo> agents;
            for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
                agents.append(AgentInfo::from(value.toObject()));
            }
            m_hasMore = reply->value(QLatin1String("has_more")).toBool();
            if (first) {
                beginResetModel();
                m_agents = std::move(agents);
                endResetModel();
            } else if (!agents.isEmpty()) {
                const int start = static_cast<int>(m_agents.size());
                beginInsertRows({}, start, start + static_cast<int>(agents.size()) - 1);
                m_agents += agents;
                endInsertRows();
            }
            Q_EMIT pageRead();
        });
}

int AgentListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_agents.size());
}

QVariant AgentListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const AgentInfo& agent = m_agents[index.row()];
    if (role == Qt::DisplayRole) {
        return agent.name;
    }
    return role == IdRole ? QVariant(agent.id) : QVariant();
}

bool AgentListModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && !m_reading.isBusy();
}

void AgentListModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent) && !m_agents.isEmpty()) {
        readPage(m_agents.last().id);
    }
}

} // namespace ui
