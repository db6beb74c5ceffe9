// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/record_list_model.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace ui {

QString recordKindText(const QString& kind)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("Record", text); };
    if (kind == QLatin1String("episodic")) {
        return say("Episodic");
    }
    if (kind == QLatin1String("procedural")) {
        return say("Procedural");
    }
    return kind == QLatin1String("preference") ? say("Preference") : say("Semantic");
}

QString sourceText(const SourceInfo& source)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("Record", text); };
    if (source.kind == QLatin1String("user")) {
        return say("Told by you");
    }
    if (!source.session.isEmpty()) {
        return say("From a session");
    }
    return source.reference.isEmpty() ? say("No source is named") : source.reference;
}

RecordListModel::RecordListModel(Bridge& bridge, QObject* parent)
    : QAbstractListModel(parent)
    , m_bridge(bridge)
{
}

void RecordListModel::show(const QString& agent, const QString& kind, const QString& query)
{
    m_agent = agent;
    m_kind = kind;
    m_query = query;
    readAgain();
}

void RecordListModel::readAgain()
{
    m_hasMore = false;
    if (m_agent.isEmpty()) {
        m_reading.cancel();
        beginResetModel();
        m_records.clear();
        endResetModel();
        Q_EMIT pageRead();
        return;
    }
    ask({});
}

void RecordListModel::ask(const QString& after)
{
    QJsonObject parameters{{QStringLiteral("agent"), m_agent}};
    if (!m_kind.isEmpty()) {
        parameters.insert(QStringLiteral("kind"), m_kind);
    }
    const bool searches = !m_query.isEmpty();
    parameters.insert(QStringLiteral("limit"), searches ? searchLimit : pageSize);
    if (searches) {
        parameters.insert(QStringLiteral("query"), m_query);
    } else if (!after.isEmpty()) {
        parameters.insert(QStringLiteral("after"), after);
    }
    m_bridge.call(m_reading,
        searches ? QStringLiteral("memory.search") : QStringLiteral("memory.list"), parameters,
        this, [this, first = after.isEmpty()](const Reply& reply) {
            if (reply) {
                take(*reply, first);
            } else {
                m_hasMore = false;
                Q_EMIT failed(reply.error());
            }
        });
}

void RecordListModel::take(const QJsonObject& page, bool first)
{
    QList<RecordInfo> records;
    for (const QJsonValue& value : page.value(QLatin1String("data")).toArray()) {
        RecordInfo record = RecordInfo::from(value.toObject());
        if (first || rowOf(record.id) < 0) {
            records.append(std::move(record));
        }
    }
    m_hasMore = page.value(QLatin1String("has_more")).toBool();
    m_elapsedUs = page.value(QLatin1String("elapsed_us")).toInteger();
    if (first) {
        beginResetModel();
        m_records = std::move(records);
        endResetModel();
    } else if (!records.isEmpty()) {
        const int start = static_cast<int>(m_records.size());
        beginInsertRows({}, start, start + static_cast<int>(records.size()) - 1);
        m_records += records;
        endInsertRows();
    }
    Q_EMIT pageRead();
}

const RecordInfo* RecordListModel::record(int row) const
{
    return row >= 0 && row < m_records.size() ? &m_records[row] : nullptr;
}

int RecordListModel::rowOf(const QString& id) const
{
    const auto found = std::find_if(m_records.begin(), m_records.end(),
        [&id](const RecordInfo& record) { return record.id == id; });
    return found == m_records.end() ? -1 : static_cast<int>(found - m_records.begin());
}

int RecordListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

QVariant RecordListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const RecordInfo& record = m_records[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return record.text;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(record.text, recordKindText(record.kind));
    case IdRole:
        return record.id;
    case SnippetRole:
        return record.snippet.isEmpty() ? record.text : record.snippet;
    case KindRole:
        return recordKindText(record.kind);
    case TrustRole:
        return record.state == QLatin1String("quarantine") ? record.state : record.integrity;
    case SourceRole: {
        const QString source =
            record.sources.isEmpty() ? QString() : sourceText(record.sources.first());
        const QString time = timeText(record.createdAtUs, QDateTime::currentDateTime());
        return source.isEmpty() ? time : source + QStringLiteral(", ") + time;
    }
    default:
        return {};
    }
}

bool RecordListModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && m_query.isEmpty() && !m_reading.isBusy();
}

void RecordListModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent) && !m_records.isEmpty()) {
        ask(m_records.last().id);
    }
}

} // namespace ui
