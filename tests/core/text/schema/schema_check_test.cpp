// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_check.h"

#include "core/text/schema/schema_limits.h"
#include "tests/core/text/schema/schema_cases.h"

#include <QtTest>

namespace {

class SchemaCheckTest : public QObject {
    Q_OBJECT

private slots:
    void checks_data();
    void checks();
    void saysWhereAndWhat_data();
    void saysWhereAndWhat();
    void endsWithALimit();
};

void SchemaCheckTest::checks_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isAllowed");
    for (const testing::SchemaCase& one : testing::schemaCases()) {
        const auto row = [&](const char* text, bool isAllowed) {
            QTest::addRow("%s: %s", one.name, text)
                << QByteArray(one.schema) << QByteArray(text) << isAllowed;
        };
        for (const char* text : one.written) {
            row(text, true);
        }
        for (const char* text : one.allowed) {
            row(text, true);
        }
        for (const char* text : one.refused) {
            row(text, false);
        }
    }
}

void SchemaCheckTest::checks()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, text);
    QFETCH(bool, isAllowed);
    const auto read = core::Schema::parse(schema.toStdString());
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto value = core::parseJson(text.toStdString());
    const auto checked =
        value ? core::checkAgainst(*read, *value) : core::Result<void>(core::fail(value.error()));
    QVERIFY2(checked.has_value() == isAllowed, checked ? "" : checked.error().message.c_str());
}

void SchemaCheckTest::saysWhereAndWhat_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("a type") << QByteArray(R"({"type":["integer","null"]})") << QByteArray(R"("x")")
                            << QByteArray(R"(At #: found "x"; allowed is null or a whole number.)");
    QTest::newRow("inside") << QByteArray(
        R"({"properties":{"a/b":{"type":"array","items":{"minimum":3}}}})")
                            << QByteArray(R"({"a/b":[3,2]})")
                            << QByteArray("At #/a~1b/1: found 2; allowed is at least 3.");
    QTest::newRow("a missing member")
        << QByteArray(R"({"required":["a"]})") << QByteArray("{}")
        << QByteArray(R"(At #: found {}; allowed is an object with "a".)");
    QTest::newRow("another member")
        << QByteArray(R"({"additionalProperties":false})") << QByteArray(R"({"a":1})")
        << QByteArray(R"(At #: found {"a":1}; allowed is an object without "a".)");
    QTest::newRow("values") << QByteArray(R"({"enum":["a",1]})") << QByteArray("2")
                            << QByteArray(R"(At #: found 2; allowed is "a" or 1.)");
}

void SchemaCheckTest::saysWhereAndWhat()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto read = core::Schema::parse(schema.toStdString());
    QVERIFY(read);
    const auto checked = core::checkAgainst(*read, *core::parseJson(text.toStdString()));
    QVERIFY(!checked);
    QCOMPARE(checked.error().message, message.toStdString());
    QCOMPARE(checked.error().detail, std::string("E_SCHEMA_VALUE"));
}

/// Each level asks the next one twice and nothing holds: 2^40 steps without the limit.
void SchemaCheckTest::endsWithALimit()
{
    std::string schema = R"({"$ref":"#/$defs/a0","$defs":{)";
    for (int i = 0; i < 40; ++i) {
        const std::string next = R"({"$ref":"#/$defs/a)" + std::to_string(i + 1) + "\"}";
        schema += "\"a" + std::to_string(i) + R"(":{"anyOf":[{"anyOf":[)" + next
            + R"(]},{"anyOf":[)" + next + "]}]},";
    }
    const auto read = core::Schema::parse(schema + R"("a40":{"type":"null"}}})");
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QVERIFY(core::checkAgainst(*read, nullptr));
    const auto checked = core::checkAgainst(*read, 1);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, core::ErrorCode::LimitReached);
}

} // namespace

QTEST_APPLESS_MAIN(SchemaCheckTest)
#include "schema_check_test.moc"
