// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agents_service.h"

#include "core/api/service_table.h"
#include "core/model/sampling_json.h"
#include "tests/core/test_support/event_log.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class AgentsServiceTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        m_bus = std::make_unique<EventBus>(w.clock());
        m_log = std::make_unique<EventLog>(*m_bus);
        m_table = std::make_unique<ServiceTable>();
        addAgentMethods(*m_table, w.store(), w.clock(), w.ids(), *m_bus);
    }
    void cleanup()
    {
        m_log.reset();
        m_bus.reset();
    }

    void anAgentHasTheShapeOfTheWire()
    {
        const Json agent = call("agents.create", {{"name", "Ada"}});
        QStringList members;
        for (const auto& [name, value] : agent.items()) {
            members += QString::fromStdString(name);
        }
        QCOMPARE(members,
            (QStringList{"created_at_us", "directory", "id", "instructions", "model", "name",
                "output_tokens_max", "sampling", "tools", "updated_at_us", "version"}));
        QVERIFY(agent["model"].is_null());
        QVERIFY(agent["directory"].is_null());
        QCOMPARE(agent["output_tokens_max"].get<int>(), 1024);
        QCOMPARE(text(agent["sampling"]), text(samplingToJson({})));
        QCOMPARE(agent["created_at_us"].get<TimestampUs>(), FixedClock::startUs);
        QCOMPARE(m_log->takeTypes(), std::vector<std::string>{"agent.changed"});
    }

    void anEditChangesWhatIsNamed()
    {
        call("agents.create",
            {{"name", "Ada"}, {"instructions", "Be brief."}, {"output_tokens_max", 5},
                {"sampling", {{"temperature", 0}, {"top_k", 7}}},
                {"directory", m_workspace->directory().string()}, {"tools", {"read_file"}}});
        const Json edited = call("agents.edit",
            {{"agent", "Ada"}, {"output_tokens_max", nullptr}, {"tools", nullptr},
                {"directory", nullptr}, {"sampling", {{"top_k", 9}}}});
        QCOMPARE(edited["version"].get<int>(), 2);
        QCOMPARE(edited["instructions"].get<std::string>(), std::string("Be brief."));
        QCOMPARE(edited["output_tokens_max"].get<int>(), 1024);
        QVERIFY(edited["directory"].is_null());
        QCOMPARE(edited["tools"].size(), 3U);
        QCOMPARE(edited["sampling"]["top_k"].get<int>(), 9);
        QCOMPARE(edited["sampling"]["temperature"].get<double>(), 0.0);
        const Json reset = call("agents.edit", {{"agent", "Ada"}, {"sampling", nullptr}});
        QCOMPARE(text(reset["sampling"]), text(samplingToJson({})));
        const Json first = call("agents.get", {{"agent", "Ada"}, {"version", 1}});
        QCOMPARE(text(first["tools"]), std::string(R"(["read_file"])"));
        QCOMPARE(call("agents.versions", {{"agent", "Ada"}})["data"].size(), 3U);
    }

    void listsPageById()
    {
        for (const char* name : {"a", "b", "c"}) {
            call("agents.create", {{"name", name}});
        }
        const Json page = call("agents.list", {{"limit", 2}});
        QVERIFY(page["has_more"].get<bool>());
        QCOMPARE(text(page["last_id"]), text(page["data"][1]["id"]));
        const Json rest = call("agents.list", {{"after", page["last_id"]}});
        QCOMPARE(rest["data"].size(), 1U);
        QVERIFY(!rest["has_more"].get<bool>());
        const Json none = call("agents.list", {{"query", "nothing"}});
        QVERIFY(none["last_id"].is_null());
    }

    void badParametersAreNamed_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* method, const char* parameters, const char* named) {
            QTest::addRow("%s %s", method, parameters) << method << QByteArray(parameters) << named;
        };
        row("agents.create", "{}", "name");
        row("agents.create", R"({"name": 5})", "name");
        row("agents.create", R"({"name": "a", "colour": "red"})", "colour");
        row("agents.create", R"({"name": "a", "tools": "all"})", "tools");
        row("agents.create", R"({"name": "a", "tools": [1]})", "tools");
        row("agents.create", R"({"name": "a", "output_tokens_max": 1e9})", "output_tokens_max");
        row("agents.create", R"({"name": "a", "sampling": {"heat": 1}})", "heat");
        row("agents.create", R"({"name": "a", "sampling": []})", "[]");
        row("agents.create", R"({"name": "a", "directory": "relative"})", "relative");
        row("agents.edit", R"({"agent": "Ada", "name": null})", "name");
        row("agents.edit", R"({"name": "x"})", "agent");
        row("agents.get", R"({"agent": "Nobody"})", "Nobody");
        row("agents.list", R"({"limit": 501})", "limit");
        row("agents.list", R"({"after": "sess_0"})", "agent_");
    }

    void badParametersAreNamed()
    {
        QFETCH(QString, method);
        QFETCH(QByteArray, parameters);
        QFETCH(QString, named);
        call("agents.create", {{"name", "Ada"}});
        const auto answer =
            m_table->call(method.toStdString(), valueOf(parseJson(parameters.toStdString())));
        QVERIFY(!answer);
        QVERIFY2(QString::fromStdString(answer.error().message).contains(named),
            answer.error().message.c_str());
        QCOMPARE(call("agents.list", {})["data"].size(), 1U);
    }

    void deletingTellsEverybody()
    {
        const Json agent = call("agents.create", {{"name", "Ada"}});
        m_log->take();
        const Json answer = call("agents.delete", {{"agent", "Ada"}});
        QCOMPARE(text(answer), text({{"id", agent["id"]}, {"deleted", true}}));
        const auto events = m_log->take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events[0].type, std::string("agent.deleted"));
        QCOMPARE(text(events[0].data), text({{"agent", agent["id"]}}));
    }

private:
    static std::string text(const Json& json) { return writeJson(json); }

    Json call(std::string_view method, const Json& parameters)
    {
        return valueOf(m_table->call(method, parameters));
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<EventBus> m_bus;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ServiceTable> m_table;
};

QTEST_GUILESS_MAIN(AgentsServiceTest)
#include "agents_service_test.moc"
