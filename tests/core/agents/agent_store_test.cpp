// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent_store.h"

#include "core/agents/agent_settings.h"
#include "core/audit/audit_log.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/raw_turn.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class AgentStoreTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        m_agents = std::make_unique<AgentStore>(
            m_workspace->store(), m_workspace->clock(), m_workspace->ids());
        m_sessions = std::make_unique<SessionStore>(
            m_workspace->store(), m_workspace->clock(), m_workspace->ids());
    }

    void anEditMakesAVersionAndKeepsTheOld()
    {
        const Agent first = valueOf(m_agents->create(named("Ada")));
        QCOMPARE(first.version, 1);
        QCOMPARE(first.settings.tools, defaultTools());
        m_workspace->clock().advance(std::chrono::seconds(1));
        const Agent second = valueOf(m_agents->edit("Ada", [](AgentSettings& settings) {
            settings.name = "Grace";
            settings.sampling.temperature = 0.25;
            return Result<void>();
        }));
        QCOMPARE(second.version, 2);
        QCOMPARE(second.id, first.id);
        QCOMPARE(second.createdAtUs, first.createdAtUs);
        QVERIFY(second.updatedAtUs > first.updatedAtUs);
        QCOMPARE(valueOf(m_agents->version("Grace", 1)).settings.name, std::string("Ada"));
        QCOMPARE(valueOf(m_agents->find(first.id.text())).settings.sampling.temperature, 0.25);
        QCOMPARE(m_agents->find("Ada").error().code, ErrorCode::NotFound);
        QCOMPARE(m_agents->version("Grace", 3).error().code, ErrorCode::NotFound);
        const auto versions = valueOf(m_agents->versions("Grace"));
        QCOMPARE(versions.size(), 2U);
        QCOMPARE(versions.front().version, 2);
    }

    void everySettingSurvivesTheStore()
    {
        AgentSettings settings = named("Ärger 日本");
        settings.instructions = "Be brief.\nBe kind.";
        settings.model = ModelId{m_workspace->ids().next()}.text();
        settings.tools = {"read_file", "calculate", "read_file"};
        settings.directory = valueOf(canonicalDirectory(m_workspace->directory().string()));
        settings.sampling = {.temperature = 0, .topK = 1, .topP = 0.5, .minP = 0, .seed = 7};
        settings.outputTokensMax = 12;
        const Agent agent = valueOf(m_agents->create(settings));
        m_agents.reset();
        m_sessions.reset();
        m_workspace->reopen();
        AgentStore again(m_workspace->store(), m_workspace->clock(), m_workspace->ids());
        const AgentSettings read = valueOf(again.find(agent.id.text())).settings;
        QCOMPARE(read.name, settings.name);
        QCOMPARE(read.instructions, settings.instructions);
        QCOMPARE(read.model, settings.model);
        QCOMPARE(read.tools, (std::vector<std::string>{"calculate", "read_file"}));
        QCOMPARE(read.directory, settings.directory);
        QCOMPARE(read.sampling.topP, 0.5);
        QCOMPARE(read.sampling.seed, 7U);
        QCOMPARE(read.outputTokensMax, 12);
    }

    void anAmbiguousNameListsTheIds()
    {
        const Agent one = valueOf(m_agents->create(named("Twin")));
        const Agent two = valueOf(m_agents->create(named("Twin")));
        const Error error = m_agents->find("Twin").error();
        QCOMPARE(error.code, ErrorCode::Conflict);
        QVERIFY(error.message.find(one.id.text()) != std::string::npos);
        QVERIFY(error.message.find(two.id.text()) != std::string::npos);
        valueOf(m_agents->remove(one.id.text()));
        QCOMPARE(valueOf(m_agents->find("Twin")).id, two.id);
    }

    void listsAreNewestFirstInPages()
    {
        std::vector<AgentId> ids;
        for (int i = 0; i < 7; ++i) {
            ids.push_back(valueOf(m_agents->create(named("Agent " + std::to_string(i)))).id);
        }
        const auto first = valueOf(m_agents->list({.text = {}, .limit = 3, .after = {}}));
        QVERIFY(first.hasMore);
        QCOMPARE(first.data.front().id, ids.back());
        valueOf(m_agents->remove(first.data.back().id.text()));
        const auto second =
            valueOf(m_agents->list({.text = {}, .limit = 4, .after = first.data.back().id}));
        QVERIFY(!second.hasMore);
        QCOMPARE(second.data.size(), 4U);
        QCOMPARE(second.data.back().id, ids.front());
        QCOMPARE(
            valueOf(m_agents->list({.text = "aGENT 3", .limit = 3, .after = {}})).data.size(), 1U);
        QCOMPARE(valueOf(m_agents->list({.text = "%", .limit = 3, .after = {}})).data.size(), 0U);
    }

    void badSettingsAreRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no name") << "name" << ErrorCode::InvalidInput;
        QTest::newRow("long name") << "name" << ErrorCode::LimitReached;
        QTest::newRow("control") << "name" << ErrorCode::InvalidInput;
        QTest::newRow("not UTF-8") << "name" << ErrorCode::InvalidInput;
        QTest::newRow("long instructions") << "instructions" << ErrorCode::LimitReached;
        QTest::newRow("unknown tool") << "tools" << ErrorCode::InvalidInput;
        QTest::newRow("tool without directory") << "directory" << ErrorCode::InvalidInput;
        QTest::newRow("relative directory") << "directory" << ErrorCode::InvalidInput;
        QTest::newRow("no tokens") << "output_tokens_max" << ErrorCode::InvalidInput;
        QTest::newRow("many tokens") << "output_tokens_max" << ErrorCode::InvalidInput;
        QTest::newRow("model") << "" << ErrorCode::InvalidInput;
    }

    void badSettingsAreRefused()
    {
        QFETCH(QString, field);
        QFETCH(ErrorCode, code);
        const std::string row = QTest::currentDataTag();
        AgentSettings settings = named("Fine");
        if (row == "no name") {
            settings.name.clear();
        } else if (row == "long name") {
            settings.name = std::string(agentNameBytesMax + 1, 'a');
        } else if (row == "control") {
            settings.name = "a\nb";
        } else if (row == "not UTF-8") {
            settings.name = "a\xff";
        } else if (row == "long instructions") {
            settings.instructions = std::string(agentInstructionsBytesMax + 1, 'a');
        } else if (row == "unknown tool") {
            settings.tools = {"shell"};
        } else if (row == "tool without directory") {
            settings.tools = {"list_files"};
        } else if (row == "relative directory") {
            settings.directory = "here";
        } else if (row == "no tokens") {
            settings.outputTokensMax = 0;
        } else if (row == "many tokens") {
            settings.outputTokensMax = agentOutputTokensLimit + 1;
        } else {
            settings.model = "gpt";
        }
        const auto created = m_agents->create(settings);
        QVERIFY(!created);
        QCOMPARE(created.error().code, code);
        QCOMPARE(QString::fromStdString(created.error().field), field);
        QVERIFY(valueOf(m_agents->list({})).data.empty());
    }

    void directoriesAreCanonical()
    {
        const auto link = m_workspace->directory() / "link";
        std::filesystem::create_directory(m_workspace->directory() / "real");
        std::filesystem::create_directory_symlink(m_workspace->directory() / "real", link);
        QCOMPARE(valueOf(canonicalDirectory(link.string() + "/../link/.")),
            std::filesystem::canonical(m_workspace->directory() / "real"));
        QVERIFY(!canonicalDirectory("relative"));
        QVERIFY(!canonicalDirectory(m_workspace->file().string()));
        QVERIFY(!canonicalDirectory((m_workspace->directory() / "absent").string()));
        QVERIFY(!canonicalDirectory(std::string_view("/tmp\0x", 6)));
    }

    void anAgentWithARunningTurnStays_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<bool>("goes");
        QTest::newRow("queued") << "queued" << false;
        QTest::newRow("in_progress") << "in_progress" << false;
        QTest::newRow("waiting") << "waiting" << true;
        QTest::newRow("failed") << "failed" << true;
    }

    void anAgentWithARunningTurnStays()
    {
        QFETCH(QString, status);
        QFETCH(bool, goes);
        const Agent agent = valueOf(m_agents->create(named("Busy")));
        const Session session = valueOf(m_sessions->create("Busy", ""));
        addRawTurn(*m_workspace, session, status.toStdString());
        const auto removed = m_agents->remove("Busy");
        QCOMPARE(removed.has_value(), goes);
        if (!goes) {
            QCOMPARE(removed.error().code, ErrorCode::Conflict);
            QVERIFY(m_agents->find(agent.id.text()).has_value());
            return;
        }
        QCOMPARE(removed->sessions, std::vector<SessionId>{session.id});
        QCOMPARE(m_sessions->get(session.id).error().code, ErrorCode::NotFound);
        QCOMPARE(m_agents->find(agent.id.text()).error().code, ErrorCode::NotFound);
    }

    void changesAreAudited()
    {
        valueOf(m_agents->create(named("Audited")));
        valueOf(m_agents->edit("Audited", [](AgentSettings&) { return Result<void>(); }));
        valueOf(m_agents->remove("Audited"));
        const AuditVerdict verdict = valueOf(
            m_workspace->store().read([](Database& database) { return verifyAudit(database); }));
        QVERIFY(verdict.intact);
        QCOMPARE(verdict.entries, 3);
    }

private:
    static AgentSettings named(const std::string& name)
    {
        AgentSettings settings;
        settings.name = name;
        return settings;
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<AgentStore> m_agents;
    std::unique_ptr<SessionStore> m_sessions;
};

QTEST_GUILESS_MAIN(AgentStoreTest)
#include "agent_store_test.moc"
