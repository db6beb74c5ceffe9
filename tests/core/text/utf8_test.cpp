// SPDX-License-Identifier: Apache-2.0
#include "core/text/utf8.h"

#include <QtTest>

namespace {

class Utf8Test : public QObject {
    Q_OBJECT

private slots:
    void validates_data();
    void validates();
    void clips_data();
    void clips();
    void everyScalarIsValid();
};

const QByteArray mark("\xEF\xBF\xBD"); // U+FFFD

void Utf8Test::validates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("validPrefix");
    QTest::addColumn<QByteArray>("replaced");
    const auto valid = [](const char* name, const QByteArray& text) {
        QTest::newRow(name) << text << int(text.size()) << text;
    };
    const auto invalid = [](const char* name, const QByteArray& text, int prefix,
                             const QByteArray& replaced) {
        QTest::newRow(name) << text << prefix << replaced;
    };
    valid("empty", "");
    valid("ASCII", "abc");
    valid("a zero byte", QByteArray("a\0b", 3));
    valid("two bytes, least", "\xC2\x80");
    valid("two bytes, most", "\xDF\xBF");
    valid("three bytes, least", "\xE0\xA0\x80");
    valid("below the surrogates", "\xED\x9F\xBF");
    valid("above the surrogates", "\xEE\x80\x80");
    valid("a noncharacter", "\xEF\xBF\xBF");
    valid("four bytes, least", "\xF0\x90\x80\x80");
    valid("the last scalar", "\xF4\x8F\xBF\xBF");
    invalid("a lone continuation", "a\x80", 1, "a" + mark);
    invalid("overlong two", "\xC0\x80", 0, mark + mark);
    invalid("overlong two, most", "\xC1\xBF", 0, mark + mark);
    invalid("overlong three", "\xE0\x9F\xBF", 0, mark + mark + mark);
    invalid("overlong four", "\xF0\x8F\xBF\xBF", 0, mark + mark + mark + mark);
    invalid("the first surrogate", "\xED\xA0\x80", 0, mark + mark + mark);
    invalid("the last surrogate", "\xED\xBF\xBF", 0, mark + mark + mark);
    invalid("beyond the last scalar", "\xF4\x90\x80\x80", 0, mark + mark + mark + mark);
    invalid("a lead that never is", "\xF5", 0, mark);
    invalid("FF",
        "ab\xFF"
        "cd",
        2, "ab" + mark + "cd");
    invalid("two bytes cut", "a\xC3", 1, "a" + mark);
    invalid("three bytes cut", "\xE2\x82", 0, mark + mark);
    invalid("four bytes cut", "\xF0\x9F\x98", 0, mark + mark + mark);
    invalid("a lead before a letter", "\xC3z", 0, mark + "z");
}

void Utf8Test::validates()
{
    QFETCH(QByteArray, text);
    QFETCH(int, validPrefix);
    QFETCH(QByteArray, replaced);
    const std::string input = text.toStdString();
    QCOMPARE(int(core::validUtf8Prefix(input)), validPrefix);
    QCOMPARE(core::isValidUtf8(input), validPrefix == text.size());
    const std::string output = core::replaceInvalidUtf8(input);
    QCOMPARE(QByteArray::fromStdString(output), replaced);
    QVERIFY(core::isValidUtf8(output));
}

void Utf8Test::clips_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QByteArray>("clipped");
    QTest::newRow("nothing") << 0 << QByteArray("");
    QTest::newRow("before a sequence") << 1 << QByteArray("a");
    QTest::newRow("inside two") << 2 << QByteArray("a");
    QTest::newRow("after two") << 3 << QByteArray("a\xC3\xA4");
    QTest::newRow("inside four") << 6 << QByteArray("a\xC3\xA4");
    QTest::newRow("all") << 7 << QByteArray("a\xC3\xA4\xF0\x9F\x98\x80");
    QTest::newRow("more") << 99 << QByteArray("a\xC3\xA4\xF0\x9F\x98\x80");
}

void Utf8Test::clips()
{
    QFETCH(int, bytes);
    QFETCH(QByteArray, clipped);
    QCOMPARE(std::string(core::clipUtf8("a\xC3\xA4\xF0\x9F\x98\x80", std::size_t(bytes))),
        clipped.toStdString());
}

void Utf8Test::everyScalarIsValid()
{
    for (char32_t scalar = 0; scalar <= 0x10FFFF; ++scalar) {
        const bool isSurrogate = scalar >= 0xD800 && scalar <= 0xDFFF;
        if (isSurrogate) {
            continue;
        }
        const QByteArray text = QString::fromUcs4(&scalar, 1).toUtf8();
        QVERIFY(core::isValidUtf8({text.constData(), std::size_t(text.size())}));
    }
}

} // namespace

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
