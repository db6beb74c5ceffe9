// SPDX-License-Identifier: Apache-2.0
#include "core/tools/calculator.h"

#include <QtTest>

namespace core {

/// The calculator as a table: expression in, text or refusal out.
class CalculatorTest : public QObject {
    Q_OBJECT

private slots:
    void values_data();
    void values();
    void refusals_data();
    void refusals();
    void lengthIsLimited();
};

void CalculatorTest::values_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expression, const char* expected) {
        QTest::newRow(expression) << QString(expression) << QString(expected);
    };
    row("1", "1");
    row("1 + 2 * 3", "7");
    row("(1 + 2) * 3", "9");
    row("10 - 4 - 3", "3");
    row("2 ^ 3 ^ 2", "512");
    row("-2 ^ 2", "-4");
    row("(-2) ^ 2", "4");
    row("2 ^ -1", "0.5");
    row("--5", "5");
    row("+5 - -5", "10");
    row("7 % 3", "1");
    row("-7 % 3", "-1");
    row("0.1 + 0.2", "0.30000000000000004");
    row("1 / 3", "0.3333333333333333");
    row("100000 * 10", "1000000");
    row("2 ^ 53", "9007199254740992");
    row("9007199254740991 + 1", "9007199254740992");
    row("2 ^ 64", "18446744073709551616");
    row("2 ^ 100", "1.2676506002282294e+30");
    row("1e3", "1000");
    row("1.5e-7", "1.5e-07");
    row(".5", "0.5");
    row("sqrt(2)", "1.4142135623730951");
    row("abs(-3) + round(2.5) + floor(2.9) + ceil(2.1)", "11");
    row("min(3, 1, 2) + max(3, 1, 2)", "4");
    row("ln(e)", "1");
    row("log(1000)", "3");
    row("exp(0)", "1");
    row("2 * pi", "6.283185307179586");
    row("\t 1\t+ 1 ", "2");
    row("0 * -1", "0");
}

void CalculatorTest::values()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    const auto value = calculate(expression.toStdString());
    QVERIFY2(value.has_value(), value ? "" : value.error().message.c_str());
    QCOMPARE(QString(numberText(*value).c_str()), expected);
}

void CalculatorTest::refusals_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("byte");
    const auto row = [](const char* name, QByteArray expression, const char* words, int byte) {
        QTest::newRow(name) << expression << QString(words) << byte;
    };
    row("empty", "", "Found the end", 0);
    row("blank", "  ", "Found the end", 2);
    row("unfinished", "1 +", "Found the end", 3);
    row("two numbers", "1 2", "Allowed is an operator", 2);
    row("open bracket", "(1", "Allowed is ')'", 2);
    row("closed bracket", "1)", "Allowed is an operator", 1);
    row("by zero", "1 / 0", "Division by zero", 2);
    row("remainder of zero", "1 % (2 - 2)", "Division by zero", 2);
    row("zero to a negative power", "0 ^ -1", "Division by zero", 2);
    row("root of a negative number", "sqrt(-1)", "no real number", 0);
    row("logarithm of zero", "ln(0)", "beyond what can be shown", 0);
    row("overflow", "10 ^ 400", "beyond what can be shown", 3);
    row("number out of range", "1e999", "out of range", 0);
    row("unknown function", "system(1)", "Found the function 'system'", 0);
    row("unknown name", "x + 1", "Found 'x'", 0);
    row("function without brackets", "sqrt 4", "with parentheses", 0);
    row("too many values", "sqrt(1, 2)", "Found 2 values", 0);
    row("a NUL is not the end", QByteArray("1\0+1", 4), "an operator", 1);
    row("not ASCII", "2 × 3", "Allowed is an operator", 2);
    row("hexadecimal", "0x10", "an operator", 1);
    row("nested too deep", QByteArray(60, '(') + "1" + QByteArray(60, ')'), "50 levels", -1);
    row("signs too deep", QByteArray(200, '-') + "1", "50 levels", -1);
    row("powers too deep", QByteArray("2^").repeated(100) + "2", "50 levels", -1);
}

void CalculatorTest::refusals()
{
    QFETCH(QByteArray, expression);
    QFETCH(QString, words);
    QFETCH(int, byte);
    const auto value = calculate(expression.toStdString());
    QVERIFY(!value.has_value());
    QCOMPARE(value.error().code, ErrorCode::InvalidInput);
    QVERIFY2(QString(value.error().message.c_str()).contains(words), value.error().message.c_str());
    if (byte >= 0) {
        QCOMPARE(value.error().byteOffset, std::optional<std::uint64_t>(byte));
    }
}

void CalculatorTest::lengthIsLimited()
{
    std::string sum = "1";
    while (sum.size() + 2 <= expressionBytesMax) {
        sum += "+1";
    }
    QVERIFY(calculate(sum).has_value());
    const auto longer = calculate(sum + "+1");
    QVERIFY(!longer.has_value());
    QCOMPARE(longer.error().code, ErrorCode::LimitReached);
}

} // namespace core

QTEST_APPLESS_MAIN(core::CalculatorTest)
#include "calculator_test.moc"
