// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/session/conversation_rows.h"

#include <QObject>

#include <functional>

namespace ui {

/// One open session: reads it, follows its events, and does what a person asks of it. Holds the
/// window of items that was read so far. GUI thread only.
class Conversation final : public QObject {
    Q_OBJECT
public:
    explicit Conversation(Bridge& bridge, QObject* parent = nullptr);

    /// Shows another session; empty shows none.
    void open(const QString& session);
    [[nodiscard]] const QString& sessionId() const { return m_id; }
    [[nodiscard]] const SessionInfo& session() const { return m_session; }
    [[nodiscard]] const QList<SpineRow>& rows() const { return m_shown; }
    [[nodiscard]] const TurnInfo* openTurn() const { return m_rows.openTurn(); }
    [[nodiscard]] bool hasEarlier() const { return m_hasEarlier; }
    /// False until the first items came, so that nothing is called empty too early.
    [[nodiscard]] bool isRead() const { return m_isRead; }

    void readEarlier();
    /// `accepted` is called once the message is committed; on failure the text stays with the
    /// person.
    void send(const QString& text, std::function<void()> accepted);
    void stop();
    void fork(const QString& item);
    void switchBranch(const QString& branch);
    void decide(const QString& decision);

Q_SIGNALS:
    void rowsChanged();
    void liveTextAppended(const QString& text); ///< only the last live row's text grew
    void sessionRead();
    void turnStateChanged();
    void progressed(const QJsonObject& progress);
    void failed(const core::Error& error); ///< of something the person asked for
    void readFailed(const core::Error& error);

private:
    void readSession();
    void readItems();
    void readTurns();
    void itemArrived(const QString& session, const QJsonObject& item);
    void turnArrived(const QString& session, const QJsonObject& turn);
    void deltaArrived(
        const QString& session, const QString& turn, const QString& text, qint64 offset);
    void takeSession(const QJsonObject& object);
    void rebuild();
    void ask(const QString& method, QJsonObject parameters);
    void nameAfter(const QString& message);

    Bridge& m_bridge;
    QString m_id;
    SessionInfo m_session;
    ConversationRows m_rows;
    QList<SpineRow> m_shown;
    QString m_branch; ///< whose items m_rows holds
    bool m_hasEarlier = false;
    bool m_isRead = false;
    RequestSlot m_readingSession;
    RequestSlot m_readingItems;
    RequestSlot m_readingEarlier;
    RequestSlot m_readingTurns;
};

} // namespace ui
