// SPDX-License-Identifier: Apache-2.0
#include "ui/text/format.h"

#include <QTest>

class FormatTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbers_data()
    {
        QTest::addColumn<QString>("found");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const QString& found, const char* expected) {
            QTest::newRow(name) << found << QString::fromUtf8(expected);
        };
        row("no group", ui::groupedNumber(999), "999");
        row("one group", ui::groupedNumber(1286), "1,286");
        row("groups", ui::groupedNumber(9007199254740991), "9,007,199,254,740,991");
        row("negative", ui::groupedNumber(-1286), "-1,286");
        row("bytes", ui::byteText(612), "612 bytes");
        row("kib", ui::byteText(14336), "14.0 KiB");
        row("gib", ui::byteText(4917874524), "4.58 GiB");
        row("gib figure", ui::gibText(4917874524), "4.58");
        row("small gib figure", ui::gibText(1100000), "0.001");
        row("billions", ui::parameterText(8200000000), "8.2 B");
        row("thousands", ui::parameterText(260000), "260 K");
        row("short time", ui::durationText(140000), "140 ms");
        row("no time", ui::durationText(999), "under 1 ms");
        row("large rate", ui::rateText(13460, 1000000), "13,460 tok/s");
        row("seconds", ui::durationText(1423000), "1.4 s");
        row("minutes", ui::durationText(124000000), "2 min 4 s");
        row("rate", ui::rateText(412, 6754000), "61 tok/s");
        row("no rate", ui::rateText(412, 0), "");
        row("line", ui::oneLine(QStringLiteral("a\n  b\tc"), 10), "a b c");
        row("long line", ui::oneLine(QString(50, QLatin1Char('x')), 4), "xxxx\xE2\x80\xA6");
    }

    void numbers()
    {
        QFETCH(QString, found);
        QFETCH(QString, expected);
        QCOMPARE(found, expected);
    }

    void timesAreShortTodayAndDatesAfter()
    {
        const QDateTime now(QDate(2027, 3, 8), QTime(12, 0));
        const auto at = [](const QDateTime& time) { return time.toMSecsSinceEpoch() * 1000; };
        QCOMPARE(ui::timeText(at(QDateTime(QDate(2027, 3, 8), QTime(9, 5))), now),
            QStringLiteral("09:05"));
        QCOMPARE(ui::timeText(at(QDateTime(QDate(2027, 3, 7), QTime(9, 5))), now),
            QStringLiteral("7 Mar"));
        QCOMPARE(ui::timeText(at(QDateTime(QDate(2026, 3, 7), QTime(9, 5))), now),
            QStringLiteral("7 Mar 2026"));
        QCOMPARE(ui::timeText(0, now), QString());
    }
};

QTEST_APPLESS_MAIN(FormatTest)
#include "format_test.moc"
