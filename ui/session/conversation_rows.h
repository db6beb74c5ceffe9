// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/wire_types.h"
#include "ui/session/spine_row.h"

#include <QHash>
#include <QList>

namespace ui {

/// Items and turns of one branch, put together into the rows of the spine: a call and its output
/// are one row, each finished turn is followed by what it cost or how it failed, streamed text is
/// the last row until its item comes. No Qt objects, no clock: the same input gives the same rows.
class ConversationRows {
public:
    void clear();
    /// New items, or newer states of known ones; in any order.
    void putItems(const QList<ItemInfo>& items);
    void putTurn(const TurnInfo& turn);
    /// A message that was accepted and waits for its item.
    void putWaitingMessage(const QString& text, qint64 atUs);
    /// Streamed text. True when only the live row's text grew at its end.
    bool putDelta(const QString& turn, const QString& text, qint64 offsetBytes);

    [[nodiscard]] QList<SpineRow> rows(const QString& agentName) const;
    [[nodiscard]] qint64 firstPosition() const;
    [[nodiscard]] qint64 lastPosition() const;
    [[nodiscard]] bool isEmpty() const { return m_items.isEmpty(); }
    [[nodiscard]] const TurnInfo* turn(const QString& id) const;
    /// The newest turn that is not finished.
    [[nodiscard]] const TurnInfo* openTurn() const;

private:
    struct Live {
        QString turn;
        QString text;
        qint64 bytes = 0;
    };
    struct Waiting {
        QString text;
        qint64 atUs = 0;
    };
    void forgetLive(const ItemInfo& item);
    void appendItem(QList<SpineRow>& rows, const ItemInfo& item, const QString& agentName) const;
    void appendTurnEnd(QList<SpineRow>& rows, const QString& turn) const;
    void appendLive(QList<SpineRow>& rows, const QString& agentName) const;

    QList<ItemInfo> m_items; ///< by position
    QHash<QString, TurnInfo> m_turns;
    QList<Waiting> m_waiting;
    Live m_live;
};

/// The figures of a turn: "120 computed, 696 cached, 44 output, 61 tok/s".
QString usageText(const Usage& usage);

} // namespace ui
