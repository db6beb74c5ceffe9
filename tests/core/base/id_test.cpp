// SPDX-License-Identifier: Apache-2.0
#include "core/base/id.h"

#include <QtTest>

namespace {

class IdTest : public QObject {
    Q_OBJECT

private slots:
    void writesAndReads();
    void refuses_data();
    void refuses();
    void sortsByItsBytes();
};

constexpr const char* sample = "agent_018f2e2a7b3c7def8123456789abcdef";

void IdTest::writesAndReads()
{
    const auto id = core::AgentId::parse(sample);
    QVERIFY(id.has_value());
    QCOMPARE(id->text(), std::string(sample));
    QCOMPARE(int(id->uuid.bytes[0]), 0x01);
    QCOMPARE(int(id->uuid.bytes[15]), 0xef);
    QCOMPARE(core::SessionId{id->uuid}.text(), std::string("sess_") + (sample + 6));
}

void IdTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray digits = QByteArray(sample).mid(6);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("prefix only") << QByteArray("agent_");
    QTest::newRow("another kind") << "sess_" + digits;
    QTest::newRow("no prefix") << digits;
    QTest::newRow("no line") << "agent-" + digits;
    QTest::newRow("a digit less") << "agent_" + digits.chopped(1);
    QTest::newRow("a digit more") << "agent_" + digits + "0";
    QTest::newRow("upper case") << "agent_" + digits.toUpper();
    QTest::newRow("not hex") << "agent_" + digits.chopped(1) + "g";
    QTest::newRow("hyphens") << QByteArray("agent_018f2e2a-7b3c-7def-8123-456789abcdef");
    QTest::newRow("a blank before") << QByteArray(" ") + sample;
    QTest::newRow("a zero byte") << "agent_" + digits.chopped(1) + QByteArray(1, '\0');
}

void IdTest::refuses()
{
    QFETCH(QByteArray, text);
    const auto id = core::AgentId::parse(text.toStdString());
    QVERIFY(!id.has_value());
    QVERIFY(id.error().code == core::ErrorCode::InvalidInput);
    QVERIFY(id.error().message.find("agent_") != std::string::npos);
}

void IdTest::sortsByItsBytes()
{
    core::Uuid low;
    core::Uuid high;
    high.bytes[15] = 1;
    QVERIFY(low < high);
    low.bytes[0] = 0x80;
    QVERIFY(high < low);
}

} // namespace

QTEST_APPLESS_MAIN(IdTest)
#include "id_test.moc"
