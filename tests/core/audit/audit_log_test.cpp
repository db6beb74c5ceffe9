// SPDX-License-Identifier: Apache-2.0
#include "core/audit/audit_log.h"

#include "core/base/digest.h"
#include "core/store/store.h"

#include <QTemporaryDir>
#include <QtTest>

namespace {

class AuditLogTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_store.reset(); }
    void anEmptyChainIsIntact();
    void aChainIsIntact();
    void theFirstHashIsAsDocumented();
    void anErasedPayloadLeavesTheChainWhole();
    void theTableRefusesChanges();
    void findsEveryChange_data();
    void findsEveryChange();
    void replacesInvalidText();
    void rollsBackWithItsOperation();

private:
    core::Result<void> append(const std::string& subject);
    core::Result<void> change(const std::string& sql);
    core::AuditVerdict verify();

    std::unique_ptr<QTemporaryDir> m_directory;
    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock, 1};
    std::unique_ptr<core::Store> m_store;
};

void AuditLogTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    auto store = core::Store::open(
        {.path = m_directory->filePath("a.holdfast").toStdString(), .backupDirectory = {}}, m_clock,
        m_ids);
    QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
    m_store = std::move(*store);
}

core::Result<void> AuditLogTest::append(const std::string& subject)
{
    return m_store->write([&](core::Database& database) {
        return core::appendAudit(database, m_clock,
            {.actor = "user",
                .action = "agent.created",
                .subject = subject,
                .payload = {{"name", "Ada"}, {"of", subject}}});
    });
}

core::Result<void> AuditLogTest::change(const std::string& sql)
{
    return m_store->write([&](core::Database& database) { return database.execute(sql); });
}

core::AuditVerdict AuditLogTest::verify()
{
    auto verdict = m_store->read([](core::Database& database) { return verifyAudit(database); });
    if (verdict) {
        return *verdict;
    }
    core::AuditVerdict unread;
    unread.intact = false;
    unread.finding = verdict.error().message;
    return unread;
}

void AuditLogTest::anEmptyChainIsIntact()
{
    const core::AuditVerdict verdict = verify();
    QVERIFY(verdict.intact);
    QCOMPARE(verdict.entries, 0);
    QCOMPARE(verdict.head, std::string(64, '0'));
}

void AuditLogTest::aChainIsIntact()
{
    for (int i = 0; i < 5; ++i) {
        QVERIFY(append("agent_" + std::to_string(i)));
    }
    const core::AuditVerdict verdict = verify();
    QVERIFY2(verdict.intact, verdict.finding.c_str());
    QCOMPARE(verdict.entries, 5);
    QCOMPARE(verdict.erasedPayloads, 0);
}

// Written out by hand, so that another program can check a chain from the header's words alone.
void AuditLogTest::theFirstHashIsAsDocumented()
{
    QVERIFY(append("agent_0"));
    const auto documented =
        m_store->read([](core::Database& database) -> core::Result<std::string> {
            auto row = TRY(database.prepare(
                "SELECT created_at_us, lower(hex(commitment)), lower(hex(hash)), salt, payload "
                "FROM audit JOIN audit_payloads ON audit_id = id"));
            TRY(row.step());
            std::string payload(reinterpret_cast<const char*>(row.blob(3).data()), 16);
            payload += R"({"name":"Ada","of":"agent_0"})";
            if (core::hexText(core::sha256(payload)) != row.text(1)) {
                return std::string("the commitment differs");
            }
            std::string text(1, '\x01');
            text += std::string(32, '\0');
            text += R"({"action":"agent.created","actor":"user","commitment":")" + row.text(1)
                + R"(","created_at_us":)" + row.text(0) + R"(,"id":1,"subject":"agent_0"})";
            return core::hexText(core::sha256(text)) == row.text(2)
                ? std::string()
                : std::string("the hash differs");
        });
    QVERIFY(documented);
    QCOMPARE(*documented, std::string());
}

void AuditLogTest::anErasedPayloadLeavesTheChainWhole()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY(append("agent_x"));
    }
    QVERIFY(change("DELETE FROM audit_payloads WHERE audit_id = 2"));
    const core::AuditVerdict verdict = verify();
    QVERIFY2(verdict.intact, verdict.finding.c_str());
    QCOMPARE(verdict.erasedPayloads, 1);
}

void AuditLogTest::theTableRefusesChanges()
{
    QVERIFY(append("agent_x"));
    for (const char* sql : {"UPDATE audit SET actor = 'x'", "DELETE FROM audit"}) {
        const auto changed = change(sql);
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, core::ErrorCode::Denied);
    }
}

void AuditLogTest::findsEveryChange_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("finding");
    const auto row = [](const char* name, const char* sql, const char* finding) {
        QTest::newRow(name) << QByteArray(sql) << QByteArray(finding);
    };
    row("id",
        "DELETE FROM audit_payloads WHERE audit_id = 3;"
        "UPDATE audit SET id = 9 WHERE id = 3",
        "entry 9 follows on entry 2");
    row("time", "UPDATE audit SET created_at_us = created_at_us + 1 WHERE id = 2",
        "entry 2 does not have the hash");
    row("actor", "UPDATE audit SET actor = 'runtime' WHERE id = 2",
        "entry 2 does not have the hash");
    row("action", "UPDATE audit SET action = 'agent.edited' WHERE id = 1",
        "entry 1 does not have the hash");
    row("subject", "UPDATE audit SET subject = 'agent_y' WHERE id = 3",
        "entry 3 does not have the hash");
    row("commitment", "UPDATE audit SET commitment = zeroblob(32) WHERE id = 2",
        "entry 2 does not have the hash");
    row("previous", "UPDATE audit SET previous = zeroblob(32) WHERE id = 2",
        "entry 2 does not follow on the one before it");
    row("hash", "UPDATE audit SET hash = zeroblob(32) WHERE id = 2",
        "entry 2 does not have the hash");
    row("an entry removed",
        "DELETE FROM audit_payloads WHERE audit_id = 2;"
        "DELETE FROM audit WHERE id = 2",
        "entry 3 follows on entry 1");
    row("the first entry removed",
        "DELETE FROM audit_payloads WHERE audit_id = 1;"
        "DELETE FROM audit WHERE id = 1",
        "entry 2 follows on entry 0");
    row("payload", "UPDATE audit_payloads SET payload = '{}' WHERE audit_id = 3",
        "the payload of entry 3");
    row("salt", "UPDATE audit_payloads SET salt = zeroblob(16) WHERE audit_id = 1",
        "the payload of entry 1");
    row("payloads exchanged",
        "UPDATE audit_payloads SET payload = (SELECT payload FROM audit_payloads AS other "
        "WHERE other.audit_id = 4 - audit_payloads.audit_id)",
        "the payload of entry 1");
}

void AuditLogTest::findsEveryChange()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, finding);
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(append("agent_" + std::to_string(i)));
    }
    QVERIFY(change("DROP TRIGGER audit_is_append_only_update;"
                   "DROP TRIGGER audit_is_append_only_delete;"));
    const auto changed = change(sql.toStdString());
    QVERIFY2(changed.has_value(), changed ? "" : changed.error().message.c_str());
    const core::AuditVerdict verdict = verify();
    QVERIFY(!verdict.intact);
    QVERIFY2(
        verdict.finding.find(finding.toStdString()) != std::string::npos, verdict.finding.c_str());
}

void AuditLogTest::replacesInvalidText()
{
    QVERIFY(append("agent_\xff"));
    QVERIFY(append("after"));
    const core::AuditVerdict verdict = verify();
    QVERIFY2(verdict.intact, verdict.finding.c_str());
}

void AuditLogTest::rollsBackWithItsOperation()
{
    const auto failed = m_store->write([&](core::Database& database) -> core::Result<void> {
        TRY(core::appendAudit(database, m_clock,
            {.actor = "user", .action = "a", .subject = "s", .payload = core::Json::object()}));
        return core::fail(core::ErrorCode::Conflict, "No.");
    });
    QVERIFY(!failed);
    QVERIFY(append("agent_x"));
    QCOMPARE(verify().entries, 1);
    QVERIFY(verify().intact);
}

} // namespace

QTEST_APPLESS_MAIN(AuditLogTest)
#include "audit_log_test.moc"
