// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/sessions_service.h"

#include "core/agents/agents_service.h"
#include "core/sessions/item_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/event_log.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class SessionsServiceTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        m_bus = std::make_unique<EventBus>(w.clock());
        m_table = std::make_unique<ServiceTable>();
        addAgentMethods(*m_table, w.store(), w.clock(), w.ids(), *m_bus);
        addSessionMethods(*m_table, w.store(), w.clock(), w.ids(), *m_bus);
        call("agents.create", {{"name", "Ada"}});
        m_log = std::make_unique<EventLog>(*m_bus);
    }
    void cleanup()
    {
        m_log.reset();
        m_bus.reset();
    }

    void aSessionHasTheShapeOfTheWire()
    {
        const Json session = call("sessions.create", {{"agent", "Ada"}, {"title", "First"}});
        QCOMPARE(membersOf(session),
            (QStringList{"active_branch", "agent", "branches", "created_at_us", "id",
                "last_active_at_us", "last_error", "status", "title", "turns", "usage"}));
        QCOMPARE(session["agent"]["name"].get<std::string>(), std::string("Ada"));
        QCOMPARE(session["agent"]["version"].get<int>(), 1);
        QCOMPARE(session["status"].get<std::string>(), std::string("idle"));
        QCOMPARE(text(session["branches"][0]["id"]), text(session["active_branch"]));
        QVERIFY(session["branches"][0]["forked_from"].is_null());
        const Json listed = call("sessions.list", {{"agent", "Ada"}})["data"][0];
        QCOMPARE(listed["branch_count"].get<int>(), 1);
        QVERIFY(!listed.contains("branches"));
        const auto events = m_log->take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(text(events[0].data), text({{"session", session["id"]}, {"status", "idle"}}));
    }

    void itemsForkAndSwitch()
    {
        const Json session = call("sessions.create", {{"agent", "Ada"}});
        append(session, "one");
        append(session, "two");
        const Json items = call("sessions.items", {{"session", session["id"]}});
        QCOMPARE(membersOf(items), (QStringList{"data", "has_more"}));
        QCOMPARE(membersOf(items["data"][0]),
            (QStringList{"branch", "call_id", "completed_at_us", "created_at_us", "id", "kind",
                "labels", "name", "position", "role", "session", "status", "text", "turn"}));
        const Json forked = call("sessions.fork",
            {{"session", session["id"]}, {"item", items["data"][0]["id"]}, {"name", "try"}});
        QCOMPARE(forked["branches"][1]["name"].get<std::string>(), std::string("try"));
        QCOMPARE(text(forked["branches"][1]["forked_from"]),
            text({{"branch", session["active_branch"]}, {"position", 1}}));
        QCOMPARE(call("sessions.items", {{"session", session["id"]}})["data"].size(), 1U);
        QCOMPARE(call("sessions.items",
                     {{"session", session["id"]}, {"branch", session["active_branch"]},
                         {"after_position", 1}})["data"][0]["text"]
                     .get<std::string>(),
            std::string("two"));
        const Json back = call(
            "sessions.switch", {{"session", session["id"]}, {"branch", session["active_branch"]}});
        QCOMPARE(text(back["active_branch"]), text(session["active_branch"]));
        QCOMPARE(m_log->takeTypes(),
            (std::vector<std::string>{"session.changed", "session.changed", "session.changed"}));
    }

    void renameListAndDelete()
    {
        const Json session = call("sessions.create", {{"agent", "Ada"}});
        call("sessions.rename", {{"session", session["id"]}, {"title", "Plans"}});
        QCOMPARE(call("sessions.list", {{"query", "plan"}})["data"].size(), 1U);
        QCOMPARE(call("sessions.list", {{"query", "other"}})["data"].size(), 0U);
        QCOMPARE(text(call("sessions.delete", {{"session", session["id"]}})),
            text({{"id", session["id"]}, {"deleted", true}}));
        const auto gone = m_table->call("sessions.get", {{"session", session["id"]}});
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        QCOMPARE(m_log->takeTypes().back(), std::string("session.deleted"));
    }

    void badParametersAreRefused_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QByteArray>("parameters");
        const auto row = [](const char* method, const char* parameters) {
            QTest::addRow("%s %s", method, parameters) << method << QByteArray(parameters);
        };
        row("sessions.create", "{}");
        row("sessions.create", R"({"agent": "Nobody"})");
        row("sessions.create", R"({"agent": "Ada", "title": "a\nb"})");
        row("sessions.get", R"({"session": "agent_00"})");
        row("sessions.items", R"({"session": "sess_00000000000000000000000000000000"})");
        row("sessions.items",
            R"({"session": "sess_00000000000000000000000000000000", "limit": 0})");
        row("sessions.fork", R"({"session": "sess_00000000000000000000000000000000"})");
        row("sessions.rename", R"({"title": "x"})");
        row("sessions.list", R"({"agent": "Nobody"})");
        row("sessions.list", R"({"since": 3})");
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
    static QStringList membersOf(const Json& object)
    {
        QStringList members;
        for (const auto& [name, value] : object.items()) {
            members += QString::fromStdString(name);
        }
        return members;
    }

    static std::string text(const Json& json) { return writeJson(json); }

    Json call(std::string_view method, const Json& parameters)
    {
        return valueOf(m_table->call(method, parameters));
    }

    void append(const Json& session, const std::string& text)
    {
        auto& w = *m_workspace;
        ItemStore items(w.store(), w.clock(), w.ids());
        valueOf(w.store().write([&](Database& database) -> Result<void> {
            const auto id = TRY(SessionId::parse(session["id"].get<std::string>()));
            const Session found = TRY(SessionStore::get(database, id));
            NewItem item;
            item.role = ItemRole::User;
            item.text = text;
            TRY(items.append(database, found.activeBranchKey, TRY(nextChange(database)), item));
            return {};
        }));
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<EventBus> m_bus;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ServiceTable> m_table;
};

QTEST_GUILESS_MAIN(SessionsServiceTest)
#include "sessions_service_test.moc"
