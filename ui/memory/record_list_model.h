// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_resources.h"

#include <QAbstractListModel>

namespace ui {

/// What an agent remembers: newest first in pages of a hundred, or best first for a search.
class RecordListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        SnippetRole, ///< text with matches between U+0002 and U+0003
        KindRole,
        TrustRole,
        SourceRole, ///< where it came from, in words
    };
    static constexpr int pageSize = 100;
    static constexpr int searchLimit = 50;

    explicit RecordListModel(Bridge& bridge, QObject* parent = nullptr);

    /// An empty query lists; an empty kind is every kind.
    void show(const QString& agent, const QString& kind, const QString& query);
    void readAgain();
    [[nodiscard]] const RecordInfo* record(int row) const;
    [[nodiscard]] int rowOf(const QString& record) const;
    /// Microseconds the search took; 0 for a list.
    [[nodiscard]] qint64 elapsedUs() const { return m_elapsedUs; }
    [[nodiscard]] bool hasMore() const { return m_hasMore; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void pageRead();
    void failed(const core::Error& error);

private:
    void ask(const QString& after);
    void take(const QJsonObject& page, bool first);

    Bridge& m_bridge;
    QString m_agent;
    QString m_kind;
    QString m_query;
    QList<RecordInfo> m_records;
    bool m_hasMore = false;
    qint64 m_elapsedUs = 0;
    RequestSlot m_reading;
};

/// A kind of record in words.
QString recordKindText(const QString& kind);
/// A source in words: "Told by you", "From a session", a file's name.
QString sourceText(const SourceInfo& source);

} // namespace ui
