// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/pattern.h"

#include "core/text/schema/decimal.h"

#include <QtTest>

namespace {

using core::schema::Decimal;
using core::schema::DecimalStep;
using core::schema::Pattern;

class PatternTest : public QObject {
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void refuses_data();
    void refuses();
    void meetsAnother();
    void comparesDecimals();
    void findsCommonSteps();
};

void PatternTest::matches_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isMatch");
    const auto row = [](const char* pattern, const char* text, bool isMatch) {
        QTest::addRow("%s on '%s'", pattern, text)
            << QByteArray(pattern) << QByteArray(text) << isMatch;
    };
    row("", "", true);
    row("", "abc", true);
    row("b", "abc", true);
    row("^b", "abc", false);
    row("b$", "abc", false);
    row("^$", "", true);
    row("^$", "a", false);
    row("^abc$", "abc", true);
    row("^a|c$", "ab", true);
    row("^a|c$", "bc", true);
    row("^a|c$", "bcb", false);
    row("^(?:a|b)*$", "abba", true);
    row("^(a|b)*$", "abca", false);
    row("^a{2,3}$", "a", false);
    row("^a{2,3}$", "aaa", true);
    row("^a{2,3}$", "aaaa", false);
    row("^a{2}$", "aa", true);
    row("^a{2,}$", "aaaaaa", true);
    row("^a{0}$", "", true);
    row("^a+?b$", "aab", true);
    row("^(a?){3}b$", "aab", true);
    row("^(a*)*b$", "aaab", true);
    row("^.$", "\xF0\x9F\x98\x80", true);
    row("^.$", "\n", false);
    row("^[^a-c]$", "d", true);
    row("^[^a-c]$", "b", false);
    row("^[]$", "", false);
    row("^[^]$", "\n", true);
    row("^[a\\]\\-]+$", "a]-", true);
    row("^[\\w-]+$", "a-_9", true);
    row("^[a-]$", "-", true);
    row("^\\d\\D\\w\\W\\s\\S$", "1aa- x", true);
    row("^\\x41\\u0042\\u{43}\\t$", "ABC\t", true);
    row("^\\ud83d\\ude00$", "\xF0\x9F\x98\x80", true);
    row("^\\/\\.\\$\\^$", "/.$^", true);
    row("^(?<year>\\d{4})$", "2026", true);
    row("a^b", "ab", false);
    row("(^|,)x(,|$)", "a,x", true);
    row("(^|,)x(,|$)", "ax", false);
    row("^(^a)$", "a", true);
}

void PatternTest::matches()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QFETCH(bool, isMatch);
    const auto compiled = Pattern::compile(pattern.toStdString());
    QVERIFY2(compiled, compiled ? "" : compiled.error().message.c_str());
    QCOMPARE(compiled->matches(text.toStdString()), isMatch);
}

void PatternTest::refuses_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("mentions");
    const auto row = [](const char* pattern, const char* mentions) {
        QTest::newRow(pattern) << QByteArray(pattern) << QByteArray(mentions);
    };
    row("(a", "')' is missing");
    row("a)", "closes nothing");
    row("[a", "']' is missing");
    row("*a", "nothing to repeat");
    row("^*", "nothing to repeat");
    row("a{2,1}", "are none");
    row("a{,2}", "count is missing");
    row("a{99999}", "over 8000");
    row("{", "backslash");
    row("a\\", "backslash stands at the end");
    row("\\1", "not supported");
    row("\\bx", "not supported");
    row("\\p{L}", "not supported");
    row("(?=a)", "looking ahead");
    row("(?<!a)", "looking behind");
    row("[z-a]", "range");
    row("[\\d-z]", "range");
    row("\\ud800", "names no character");
    row("\\u{110000}", "names no character");
    row("\\xg0", "names no character");
}

void PatternTest::refuses()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, mentions);
    const auto compiled = Pattern::compile(pattern.toStdString());
    QVERIFY(!compiled);
    QVERIFY2(compiled.error().message.find(mentions.toStdString()) != std::string::npos,
        compiled.error().message.c_str());
}

void PatternTest::meetsAnother()
{
    const Pattern a = *Pattern::compile("^[a-m]+$");
    const Pattern b = *Pattern::compile("^[k-z]{2}$");
    const Pattern both = *a.intersection(b);
    QVERIFY(both.matches("km"));
    QVERIFY(!both.matches("kn"));
    QVERIFY(!both.matches("kkk"));
    QVERIFY(a.intersection(*Pattern::compile("^[n-z]+$"))->isEmpty());
}

void PatternTest::comparesDecimals()
{
    const auto of = [](double value) { return Decimal::of(core::Json(value)); };
    QCOMPARE(of(0.1).text(), std::string("0.1"));
    QCOMPARE(of(-1e-7).text(), std::string("-0.0000001"));
    QCOMPARE(of(1e21).text(), std::string("1000000000000000000000"));
    QCOMPARE(of(-0.0).text(), std::string("0"));
    QCOMPARE(Decimal::of(core::Json(-12)).text(), std::string("-12"));
    const std::vector<double> sorted{-100, -99.5, -1.25, -1.2, 0, 1e-9, 0.5, 0.51, 9, 10, 1e20};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (std::size_t j = 0; j < sorted.size(); ++j) {
            QCOMPARE(of(sorted[i]) < of(sorted[j]), i < j);
        }
    }
}

void PatternTest::findsCommonSteps()
{
    const auto step = [](double value) { return *DecimalStep::of(Decimal::of(core::Json(value))); };
    QVERIFY(step(0.25).divides(Decimal::of(core::Json(1.75))));
    QVERIFY(!step(0.25).divides(Decimal::of(core::Json(1.7))));
    QVERIFY(step(7).divides(Decimal::of(core::Json(-49))));
    QVERIFY(!step(7).divides(Decimal::of(core::Json(49.5))));
    QCOMPARE(step(4).common(step(6))->count, std::uint64_t{12});
    const auto mixed = step(0.4).common(step(3));
    QVERIFY(mixed->divides(Decimal::of(core::Json(6))));
    QVERIFY(!mixed->divides(Decimal::of(core::Json(3))));
    QVERIFY(!step(999983).common(step(999979)));
}

} // namespace

QTEST_APPLESS_MAIN(PatternTest)
#include "pattern_test.moc"
