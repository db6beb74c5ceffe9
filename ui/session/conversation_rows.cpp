// SPDX-License-Identifier: Apache-2.0
#include "ui/session/conversation_rows.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Conversation", text);
}

SpineRow toolRow(const ItemInfo& call)
{
    SpineRow row;
    row.kind = SpineRow::Kind::Tool;
    row.id = call.id;
    row.item = call.id;
    row.name = call.name;
    row.text = call.text;
    row.status = call.status;
    row.atUs = call.createdAtUs;
    return row;
}

void addOutput(SpineRow& row, const ItemInfo& output)
{
    row.item = output.id;
    row.output = output.text;
    row.hasOutput = true;
    row.status = output.status;
    row.integrity = output.integrity;
    if (output.completedAtUs > row.atUs) {
        row.durationUs = output.completedAtUs - row.atUs;
    }
}

SpineRow noticeRow(const TurnInfo& turn, const WireError& error)
{
    const ErrorText words = errorText(error.code, error.message);
    SpineRow row;
    row.kind = SpineRow::Kind::Notice;
    row.id = turn.id;
    row.heading = QStringLiteral("%1 (%2)").arg(words.heading, words.details);
    row.text = words.sentence();
    row.status = turn.status;
    row.atUs = turn.completedAtUs;
    return row;
}

} // namespace

QString usageText(const Usage& usage)
{
    QString text = tr("%1 computed, %2 cached, %3 output")
                       .arg(groupedNumber(usage.computed), groupedNumber(usage.cached),
                           groupedNumber(usage.output));
    const QString rate = rateText(usage.output, usage.generateUs);
    if (!rate.isEmpty()) {
        text += QStringLiteral(", ") + rate;
    }
    return text;
}

void ConversationRows::clear()
{
    *this = ConversationRows();
}

void ConversationRows::putItems(const QList<ItemInfo>& items)
{
    for (const ItemInfo& item : items) {
        const auto at = std::lower_bound(m_items.begin(), m_items.end(), item.position,
            [](const ItemInfo& known, qint64 position) { return known.position < position; });
        if (at != m_items.end() && at->id == item.id) {
            *at = item;
        } else {
            m_items.insert(at, item);
        }
        forgetLive(item);
    }
}

// Once an item is there it, and not what was streamed, is the truth.
void ConversationRows::forgetLive(const ItemInfo& item)
{
    const bool isMessage = item.kind == QLatin1String("message");
    if (isMessage && item.role == QLatin1String("user")) {
        const auto known = std::find_if(m_waiting.begin(), m_waiting.end(),
            [&item](const Waiting& waiting) { return waiting.text == item.text; });
        if (known != m_waiting.end()) {
            m_waiting.erase(known);
        }
        return;
    }
    if (m_live.turn == item.turn && item.status != QLatin1String("in_progress")) {
        m_live = Live();
    }
}

void ConversationRows::putTurn(const TurnInfo& turn)
{
    m_turns.insert(turn.id, turn);
    if (!turn.isOpen() && m_live.turn == turn.id) {
        m_live = Live();
    }
}

void ConversationRows::putWaitingMessage(const QString& text, qint64 atUs)
{
    m_waiting.append(Waiting{text, atUs});
}

bool ConversationRows::putDelta(const QString& turn, const QString& text, qint64 offsetBytes)
{
    const qint64 added = text.toUtf8().size();
    if (m_live.turn == turn && offsetBytes == m_live.bytes && !m_live.text.isEmpty()) {
        m_live.text += text;
        m_live.bytes += added;
        return true;
    }
    if (m_live.turn == turn && offsetBytes != 0 && offsetBytes < m_live.bytes) {
        return false; // told twice
    }
    m_live = Live{turn, text, offsetBytes + added};
    return false;
}

QList<SpineRow> ConversationRows::rows(const QString& agentName) const
{
    QList<SpineRow> rows;
    QSet<QString> seen;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        appendItem(rows, m_items[i], agentName);
        seen.insert(m_items[i].turn);
        const bool last = i + 1 == m_items.size();
        if (last || m_items[i + 1].turn != m_items[i].turn) {
            appendTurnEnd(rows, m_items[i].turn);
        }
    }
    // A turn that failed before its first item still has to be told.
    QList<TurnInfo> rest;
    for (const TurnInfo& turn : m_turns) {
        if (!seen.contains(turn.id) && turn.error) {
            rest.append(turn);
        }
    }
    std::sort(rest.begin(), rest.end(),
        [](const TurnInfo& a, const TurnInfo& b) { return a.createdAtUs < b.createdAtUs; });
    for (const TurnInfo& turn : rest) {
        appendTurnEnd(rows, turn.id);
    }
    appendLive(rows, agentName);
    return rows;
}

void ConversationRows::appendItem(
    QList<SpineRow>& rows, const ItemInfo& item, const QString& agentName) const
{
    if (item.kind == QLatin1String("reasoning")) {
        return; // what it thought is not part of the conversation
    }
    if (item.kind == QLatin1String("function_output")) {
        const auto call = std::find_if(rows.rbegin(), rows.rend(), [&](const SpineRow& row) {
            return row.kind == SpineRow::Kind::Tool && !row.hasOutput && row.heading == item.callId;
        });
        if (call != rows.rend()) {
            addOutput(*call, item);
            return;
        }
    }
    if (item.kind != QLatin1String("message")) {
        SpineRow row = toolRow(item);
        row.heading = item.callId;
        if (item.kind == QLatin1String("function_output")) {
            row.text.clear();
            addOutput(row, item);
        }
        rows.append(row);
        return;
    }
    SpineRow row;
    row.id = item.id;
    row.item = item.id;
    row.fromUser = item.role == QLatin1String("user");
    row.name = row.fromUser ? tr("You") : agentName;
    row.text = item.text;
    row.status = item.status;
    row.atUs = item.createdAtUs;
    if (item.status == QLatin1String("in_progress") && item.turn == m_live.turn) {
        row.text = m_live.text;
        row.live = true;
    }
    rows.append(row);
}

void ConversationRows::appendTurnEnd(QList<SpineRow>& rows, const QString& id) const
{
    const TurnInfo* found = turn(id);
    if (found == nullptr || found->isOpen()) {
        return;
    }
    if (found->error) {
        rows.append(noticeRow(*found, *found->error));
        return;
    }
    SpineRow row;
    row.kind = SpineRow::Kind::Usage;
    row.id = id;
    row.status = found->status;
    row.text = usageText(found->usage);
    if (found->status == QLatin1String("cancelled")) {
        row.text = tr("Stopped. %1").arg(row.text);
    }
    rows.append(row);
}

void ConversationRows::appendLive(QList<SpineRow>& rows, const QString& agentName) const
{
    const bool shown = !rows.isEmpty() && rows.last().live;
    if (!m_live.text.isEmpty() && !shown) {
        SpineRow row;
        row.id = QStringLiteral("live-") + m_live.turn;
        row.name = agentName;
        row.text = m_live.text;
        row.live = true;
        row.status = QStringLiteral("in_progress");
        rows.append(row);
    }
    for (qsizetype i = 0; i < m_waiting.size(); ++i) {
        SpineRow row;
        row.id = QStringLiteral("waiting-%1").arg(i);
        row.fromUser = true;
        row.name = tr("You");
        row.text = m_waiting[i].text;
        row.status = QStringLiteral("queued");
        row.atUs = m_waiting[i].atUs;
        rows.append(row);
    }
}

qint64 ConversationRows::firstPosition() const
{
    return m_items.isEmpty() ? 0 : m_items.first().position;
}

qint64 ConversationRows::lastPosition() const
{
    return m_items.isEmpty() ? 0 : m_items.last().position;
}

const TurnInfo* ConversationRows::turn(const QString& id) const
{
    const auto found = m_turns.constFind(id);
    return found == m_turns.constEnd() ? nullptr : &*found;
}

const TurnInfo* ConversationRows::openTurn() const
{
    const TurnInfo* newest = nullptr;
    for (const TurnInfo& turn : m_turns) {
        if (turn.isOpen() && (newest == nullptr || turn.createdAtUs > newest->createdAtUs)) {
            newest = &turn;
        }
    }
    return newest;
}

} // namespace ui
