// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_service.h"

#include "core/agents/agents_service.h"
#include "tests/core/test_support/event_log.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class MemoryServiceTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        m_bus = std::make_unique<EventBus>(w.clock());
        m_table = std::make_unique<ServiceTable>();
        addAgentMethods(*m_table, w.store(), w.clock(), w.ids(), *m_bus);
        m_drops = 0;
        addMemoryMethods(*m_table, w.store(), w.clock(), w.ids(), *m_bus, [this]() -> Result<void> {
            ++m_drops;
            return m_drop;
        });
        m_agent = call("agents.create", {{"name", "Ada"}})["id"].get<std::string>();
        m_log = std::make_unique<EventLog>(*m_bus);
    }
    void cleanup()
    {
        m_log.reset();
        m_bus.reset();
    }

    void blocksRoundTrip()
    {
        const Json block = call(
            "memory.blocks.set", {{"agent", "Ada"}, {"label", "person"}, {"text", "Likes tea."}});
        QCOMPARE(block["limit_bytes"].get<int>(), 4096);
        QCOMPARE(block["agent"].get<std::string>(), m_agent);
        QCOMPARE(block["labels"]["integrity"].get<std::string>(), std::string("user"));
        QCOMPARE(text(call("memory.blocks.list", {{"agent", m_agent}})["data"]),
            text(Json::array({block})));
        QCOMPARE(text(call("memory.blocks.delete", {{"agent", "Ada"}, {"label", "person"}})),
            text({{"deleted", true}}));
        QVERIFY(call("memory.blocks.list", {{"agent", "Ada"}})["data"].empty());
        const auto events = m_log->take();
        QCOMPARE(events.size(), 2U);
        QCOMPARE(events[0].type, std::string("memory.changed"));
        QCOMPARE(text(events[0].data), text({{"agent", m_agent}}));
    }

    void recordsRoundTrip()
    {
        const Json record = call("memory.add",
            {{"agent", "Ada"}, {"text", "The key is under the mat."}, {"kind", "preference"}});
        QCOMPARE(record["state"].get<std::string>(), std::string("active"));
        QCOMPARE(record["sources"].size(), 1U);
        QCOMPARE(text(record["sources"][0]),
            text({{"kind", "user"}, {"reference", "user"}, {"quote", ""}}));
        QCOMPARE(
            text(call("memory.list", {{"agent", "Ada"}})["data"]), text(Json::array({record})));
        QVERIFY(call("memory.list", {{"state", "quarantine"}})["data"].empty());
        QVERIFY(call("memory.list", {{"kind", "semantic"}})["data"].empty());
        const Json found = call("memory.search", {{"query", "where is the key"}, {"agent", "Ada"}});
        QCOMPARE(found["data"].size(), 1U);
        QVERIFY(found["elapsed_us"].is_number_integer());
        QVERIFY(found["data"][0]["score"].is_number());
        QVERIFY(found["data"][0]["snippet"].get<std::string>().find("\x02key\x03")
            != std::string::npos);
        QCOMPARE(text(call("memory.forget", {{"record", record["id"]}})),
            text({{"id", record["id"]}, {"deleted", true}}));
        QVERIFY(call("memory.search", {{"query", "key"}})["data"].empty());
        QCOMPARE(m_log->takeTypes().size(), 2U);
        QCOMPARE(m_drops, 1);
    }

    void whatWasComputedMustGo()
    {
        const Json record = call("memory.add", {{"agent", "Ada"}, {"text", "The key."}});
        m_drop = fail(ErrorCode::Io, "The pack stays.");
        const auto forgotten = m_table->call("memory.forget", {{"record", record["id"]}});
        m_drop = {};
        QVERIFY(!forgotten);
        QCOMPARE(forgotten.error().message, std::string("The pack stays."));
    }

    void badParametersAreRefused_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QByteArray>("parameters");
        const auto row = [](const char* method, const char* parameters) {
            QTest::addRow("%s %s", method, parameters) << method << QByteArray(parameters);
        };
        row("memory.blocks.list", "{}");
        row("memory.blocks.set", R"({"agent": "Ada", "label": "a"})");
        row("memory.blocks.set", R"({"agent": "Ada", "label": "a", "text": "", "limit_bytes": 0})");
        row("memory.blocks.delete", R"({"agent": "Ada", "label": "none"})");
        row("memory.add", R"({"agent": "Ada", "text": ""})");
        row("memory.add", R"({"agent": "Ada", "text": "x", "kind": "dream"})");
        row("memory.add", R"({"agent": "Ada", "text": "x", "labels": {}})");
        row("memory.list", R"({"state": "gone"})");
        row("memory.search", R"({"limit": 5})");
        row("memory.search", R"({"query": "x", "limit": 101})");
        row("memory.forget", R"({"record": "mem_1"})");
        row("memory.forget", R"({"record": "mem_00000000000000000000000000000000"})");
    }

    void badParametersAreRefused()
    {
        QFETCH(QString, method);
        QFETCH(QByteArray, parameters);
        const auto answer =
            m_table->call(method.toStdString(), valueOf(parseJson(parameters.toStdString())));
        QVERIFY(!answer);
        QVERIFY(answer.error().code != ErrorCode::Internal);
        QVERIFY(m_log->take().empty());
    }

private:
    static std::string text(const Json& json) { return writeJson(json); }

    Json call(std::string_view method, const Json& parameters)
    {
        return valueOf(m_table->call(method, parameters));
    }

    int m_drops = 0;
    Result<void> m_drop;
    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<EventBus> m_bus;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ServiceTable> m_table;
    std::string m_agent;
};

QTEST_GUILESS_MAIN(MemoryServiceTest)
#include "memory_service_test.moc"
