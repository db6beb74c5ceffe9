// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/session_list_model.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace ui {

QString sessionStatusText(const SessionInfo& session)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("Session", text); };
    if (session.status == QLatin1String("in_progress")) {
        return say("Running");
    }
    if (session.status == QLatin1String("requires_action")) {
        return say("Waits for you");
    }
    if (session.lastError) {
        return errorText(session.lastError->code, session.lastError->message).heading;
    }
    QString text = session.turns == 1 ? say("1 turn") : say("%1 turns").arg(session.turns);
    if (session.branchCount > 1) {
        text += say(", %1 branches").arg(session.branchCount);
    }
    return text;
}

SessionListModel::SessionListModel(Bridge& bridge, QObject* parent)
    : QAbstractListModel(parent)
    , m_bridge(bridge)
{
    connect(&bridge, &Bridge::sessionChanged, this, &SessionListModel::refreshOne);
    connect(&bridge, &Bridge::sessionDeleted, this, &SessionListModel::remove);
    connect(&bridge, &Bridge::resyncNeeded, this, [this] { setFilter(m_agent, m_query); });
}

void SessionListModel::setFilter(const QString& agent, const QString& query)
{
    const bool sameAgent = agent == m_agent;
    m_agent = agent;
    m_query = query;
    m_hasMore = false;
    if (!sameAgent || agent.isEmpty()) {
        beginResetModel();
        m_sessions.clear();
        m_read = false;
        endResetModel();
    }
    m_reading.cancel();
    if (!agent.isEmpty()) {
        readPage({});
    }
}

void SessionListModel::readPage(const QString& after)
{
    QJsonObject parameters{{QStringLiteral("agent"), m_agent}, {QStringLiteral("limit"), pageSize}};
    if (!m_query.isEmpty()) {
        parameters.insert(QStringLiteral("query"), m_query);
    }
    if (!after.isEmpty()) {
        parameters.insert(QStringLiteral("after"), after);
    }
    m_bridge.call(m_reading, QStringLiteral("sessions.list"), parameters, this,
        [this, first = after.isEmpty()](const Reply& reply) {
            if (reply) {
                takePage(*reply, first);
            } else {
                m_hasMore = false;
                Q_EMIT failed(reply.error());
            }
        });
}

void SessionListModel::takePage(const QJsonObject& page, bool first)
{
    QList<SessionInfo> sessions;
    for (const QJsonValue& value : page.value(QLatin1String("data")).toArray()) {
        SessionInfo session = SessionInfo::from(value.toObject());
        if (first || rowOf(session.id) < 0) {
            sessions.append(std::move(session));
        }
    }
    m_hasMore = page.value(QLatin1String("has_more")).toBool();
    m_read = true;
    if (first) {
        beginResetModel();
        m_sessions = std::move(sessions);
        endResetModel();
    } else if (!sessions.isEmpty()) {
        const int start = static_cast<int>(m_sessions.size());
        beginInsertRows({}, start, start + static_cast<int>(sessions.size()) - 1);
        m_sessions += sessions;
        endInsertRows();
    }
    Q_EMIT pageRead();
}

int SessionListModel::rowOf(const QString& session) const
{
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(),
        [&session](const SessionInfo& known) { return known.id == session; });
    return found == m_sessions.end() ? -1 : static_cast<int>(found - m_sessions.begin());
}

void SessionListModel::refreshOne(const QString& session)
{
    if (m_agent.isEmpty()) {
        return;
    }
    m_bridge.call(QStringLiteral("sessions.get"), {{QStringLiteral("session"), session}}, this,
        [this](const Reply& reply) {
            if (reply) {
                put(SessionInfo::from(*reply));
            }
        });
}

void SessionListModel::put(const SessionInfo& session)
{
    const bool matches = session.agentId == m_agent
        && (m_query.isEmpty() || session.title.contains(m_query, Qt::CaseInsensitive));
    const int row = rowOf(session.id);
    if (!matches) {
        return;
    }
    const bool stays = row >= 0 && m_sessions[row].lastActiveAtUs == session.lastActiveAtUs;
    if (stays || row == 0) {
        m_sessions[row] = session;
        Q_EMIT dataChanged(index(row), index(row));
        return;
    }
    if (row > 0) {
        beginMoveRows({}, row, row, {}, 0);
        m_sessions.move(row, 0);
        m_sessions[0] = session;
        endMoveRows();
        Q_EMIT dataChanged(index(0), index(0));
        return;
    }
    beginInsertRows({}, 0, 0);
    m_sessions.prepend(session);
    endInsertRows();
    Q_EMIT pageRead();
}

void SessionListModel::remove(const QString& session)
{
    const int row = rowOf(session);
    if (row >= 0) {
        beginRemoveRows({}, row, row);
        m_sessions.removeAt(row);
        endRemoveRows();
        Q_EMIT pageRead();
    }
}

int SessionListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sessions.size());
}

QVariant SessionListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const SessionInfo& session = m_sessions[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return session.title.isEmpty() ? tr("New session") : session.title;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(session.title, sessionStatusText(session));
    case IdRole:
        return session.id;
    case StatusRole:
        return session.lastError && session.status == QLatin1String("idle")
            ? QStringLiteral("failed")
            : session.status;
    case TimeRole:
        return timeText(session.lastActiveAtUs, QDateTime::currentDateTime());
    case SecondLineRole:
        return sessionStatusText(session);
    default:
        return {};
    }
}

bool SessionListModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && !m_reading.isBusy();
}

void SessionListModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent) && !m_sessions.isEmpty()) {
        readPage(m_sessions.last().id);
    }
}

} // namespace ui
