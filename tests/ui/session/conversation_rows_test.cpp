// SPDX-License-Identifier: Apache-2.0
#include "ui/session/conversation_rows.h"

#include <QTest>

using ui::ConversationRows;
using ui::ItemInfo;
using ui::SpineRow;
using ui::TurnInfo;

namespace {

ItemInfo message(int position, const char* turn, const char* role, const char* text,
    const char* status = "completed")
{
    ItemInfo item;
    item.id = QStringLiteral("item_%1").arg(position);
    item.position = position;
    item.turn = QString::fromLatin1(turn);
    item.kind = QStringLiteral("message");
    item.role = QString::fromLatin1(role);
    item.status = QString::fromLatin1(status);
    item.text = QString::fromUtf8(text);
    item.createdAtUs = position * 1000;
    return item;
}

ItemInfo tool(int position, const char* turn, const char* kind, const char* call, const char* text)
{
    ItemInfo item = message(position, turn, "", text);
    item.kind = QString::fromLatin1(kind);
    item.callId = QString::fromLatin1(call);
    item.name = QStringLiteral("calculate");
    item.completedAtUs = item.createdAtUs + 500;
    return item;
}

TurnInfo turn(const char* id, const char* status)
{
    TurnInfo info;
    info.id = QString::fromLatin1(id);
    info.status = QString::fromLatin1(status);
    info.usage = ui::Usage{120, 696, 44, 1, 722000};
    return info;
}

/// One line a row: its kind and its text.
QString shape(const ConversationRows& rows)
{
    const QStringList kinds{QStringLiteral("message"), QStringLiteral("tool"),
        QStringLiteral("usage"), QStringLiteral("notice")};
    QStringList lines;
    for (const SpineRow& row : rows.rows(QStringLiteral("Clerk"))) {
        QString line = kinds[static_cast<int>(row.kind)] + QLatin1Char(' ') + row.name
            + QLatin1Char(':') + row.text;
        if (row.hasOutput) {
            line += QStringLiteral(" -> ") + row.output;
        }
        if (row.live) {
            line += QStringLiteral(" (live)");
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class ConversationRowsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCallAndItsOutputAreOneRow()
    {
        ConversationRows rows;
        rows.putItems({message(1, "t1", "user", "6 x 7?"),
            tool(2, "t1", "function_call", "c1", "6*7"),
            tool(3, "t1", "function_call", "c2", "6+7"),
            tool(5, "t1", "function_output", "c1", "42"),
            tool(4, "t1", "function_output", "c2", "13"), message(6, "t1", "assistant", "42.")});
        rows.putTurn(turn("t1", "completed"));
        QCOMPARE(shape(rows),
            QStringLiteral("message You:6 x 7?\ntool calculate:6*7 -> 42\n"
                           "tool calculate:6+7 -> 13\nmessage Clerk:42.\n"
                           "usage :120 computed, 696 cached, 44 output, 61 tok/s"));
    }

    void aFailedTurnSaysWhyEvenWithoutItems()
    {
        ConversationRows rows;
        rows.putItems({message(1, "t1", "user", "Hello")});
        TurnInfo failed = turn("t1", "failed");
        failed.error = ui::WireError{
            QStringLiteral("unavailable"), QStringLiteral("The model is not loaded. Load it.")};
        rows.putTurn(failed);
        failed.id = QStringLiteral("t2");
        rows.putTurn(failed);
        QCOMPARE(shape(rows),
            QStringLiteral("message You:Hello\nnotice :The model is not loaded. Load it.\n"
                           "notice :The model is not loaded. Load it."));
    }

    void streamedTextBecomesTheItem()
    {
        ConversationRows rows;
        rows.putItems({message(1, "t1", "user", "Hello")});
        rows.putTurn(turn("t1", "in_progress"));
        const QString id = QStringLiteral("t1");
        QVERIFY(!rows.putDelta(id, QString::fromUtf8("Gr\xC3\xBC"), 0));
        QVERIFY(rows.putDelta(id, QString::fromUtf8("\xC3\x9F"), 4));
        QVERIFY(!rows.putDelta(id, QString::fromUtf8("\xC3\x9F"), 4)); // told twice
        QCOMPARE(shape(rows),
            QString::fromUtf8("message You:Hello\nmessage Clerk:Gr\xC3\xBC\xC3\x9F (live)"));
        rows.putItems({message(2, "t1", "assistant", "Gr\xC3\xBC\xC3\x9F Gott")});
        QCOMPARE(shape(rows),
            QString::fromUtf8("message You:Hello\nmessage Clerk:Gr\xC3\xBC\xC3\x9F Gott"));
    }

    void anItemInProgressShowsWhatStreams()
    {
        ConversationRows rows;
        rows.putItems({message(1, "t1", "assistant", "", "in_progress")});
        rows.putTurn(turn("t1", "in_progress"));
        rows.putDelta(QStringLiteral("t1"), QStringLiteral("Once"), 0);
        QCOMPARE(shape(rows), QStringLiteral("message Clerk:Once (live)"));
    }

    void aQueuedMessageIsReplacedByItsItem()
    {
        ConversationRows rows;
        rows.putWaitingMessage(QStringLiteral("And then?"), 1);
        QCOMPARE(shape(rows), QStringLiteral("message You:And then?"));
        QCOMPARE(rows.rows({}).first().status, QStringLiteral("queued"));
        rows.putItems({message(1, "t1", "user", "And then?")});
        QCOMPARE(rows.rows({}).size(), 1);
        QCOMPARE(rows.rows({}).first().status, QStringLiteral("completed"));
    }

    void aStoppedTurnSaysSo()
    {
        ConversationRows rows;
        rows.putItems({message(1, "t1", "user", "Go")});
        rows.putDelta(QStringLiteral("t1"), QStringLiteral("Half a"), 0);
        rows.putTurn(turn("t1", "cancelled"));
        QCOMPARE(shape(rows),
            QStringLiteral("message You:Go\n"
                           "usage :Stopped. 120 computed, 696 cached, 44 output, 61 tok/s"));
    }
};

QTEST_GUILESS_MAIN(ConversationRowsTest)
#include "conversation_rows_test.moc"
