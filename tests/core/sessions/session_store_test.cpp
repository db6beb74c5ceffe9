// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session_store.h"

#include "core/agents/agent_store.h"
#include "core/audit/audit_log.h"
#include "core/sessions/item_store.h"
#include "tests/core/test_support/raw_turn.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class SessionStoreTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        m_agents = std::make_unique<AgentStore>(w.store(), w.clock(), w.ids());
        m_sessions = std::make_unique<SessionStore>(w.store(), w.clock(), w.ids());
        m_items = std::make_unique<ItemStore>(w.store(), w.clock(), w.ids());
        AgentSettings settings;
        settings.name = "Ada";
        valueOf(m_agents->create(settings));
    }

    void aSessionKeepsItsAgentVersion()
    {
        const Session before = valueOf(m_sessions->create("Ada", "First"));
        valueOf(m_agents->edit("Ada", [](AgentSettings& settings) {
            settings.instructions = "Changed.";
            return Result<void>();
        }));
        const Session after = valueOf(m_sessions->create("Ada", "Second"));
        QCOMPARE(valueOf(m_sessions->get(before.id)).agentVersion, 1);
        QCOMPARE(after.agentVersion, 2);
        const Agent pinned = valueOf(m_workspace->store().read([&](Database& database) {
            return AgentStore::snapshot(database, before.agentVersionKey);
        }));
        QCOMPARE(pinned.settings.instructions, std::string());
        QCOMPARE(before.branches.size(), 1U);
        QCOMPARE(before.branches.front().name, std::string("main"));
        QCOMPARE(before.activeBranch, before.branches.front().id);
    }

    void theStatusComesFromTheTurns_data()
    {
        QTest::addColumn<QStringList>("turns");
        QTest::addColumn<SessionStatus>("status");
        QTest::addColumn<bool>("failed");
        QTest::newRow("none") << QStringList{} << SessionStatus::Idle << false;
        QTest::newRow("queued") << QStringList{"queued"} << SessionStatus::InProgress << false;
        QTest::newRow("runs") << QStringList{"failed", "in_progress"} << SessionStatus::InProgress
                              << false;
        QTest::newRow("waits") << QStringList{"completed", "waiting"}
                               << SessionStatus::RequiresAction << false;
        QTest::newRow("waits before queued")
            << QStringList{"waiting", "queued"} << SessionStatus::RequiresAction << false;
        QTest::newRow("failed") << QStringList{"completed", "failed"} << SessionStatus::Idle
                                << true;
        QTest::newRow("failed before")
            << QStringList{"failed", "completed"} << SessionStatus::Idle << false;
    }

    void theStatusComesFromTheTurns()
    {
        QFETCH(QStringList, turns);
        QFETCH(SessionStatus, status);
        QFETCH(bool, failed);
        const Session session = valueOf(m_sessions->create("Ada", ""));
        for (const QString& turn : turns) {
            addRawTurn(*m_workspace, session, turn.toStdString());
        }
        const Session now = valueOf(m_sessions->get(session.id));
        QCOMPARE(now.status, status);
        QCOMPARE(now.turns, turns.size());
        QCOMPARE(now.lastError.has_value(), failed);
        QCOMPARE(valueOf(m_sessions->list({})).data.front().status, status);
    }

    void listsAreLastActiveFirst()
    {
        std::vector<Session> made;
        for (int i = 0; i < 5; ++i) {
            made.push_back(valueOf(m_sessions->create("Ada", "Title " + std::to_string(i))));
        }
        m_workspace->clock().advance(std::chrono::seconds(5));
        note(made[1].key, {.computed = 10, .cached = 20, .output = 30});
        note(made[1].key, {.computed = 1, .cached = 2, .output = 3});
        SessionQuery query;
        query.limit = 2;
        const auto first = valueOf(m_sessions->list(query));
        QCOMPARE(first.data.at(0).id, made[1].id);
        QCOMPARE(first.data.at(0).usage.computed, 11);
        QCOMPARE(first.data.at(0).usage.cached, 22);
        QCOMPARE(first.data.at(0).usage.output, 33);
        QCOMPARE(first.data.at(1).id, made[4].id);
        QVERIFY(first.hasMore);
        query.after = made[4].id;
        query.limit = 3;
        const auto rest = valueOf(m_sessions->list(query));
        QCOMPARE(rest.data.size(), 3U);
        QCOMPARE(rest.data.back().id, made[0].id);
        QVERIFY(!rest.hasMore);
        query = {};
        query.agentKey = made[0].agentKey;
        query.text = "title 3";
        QCOMPARE(valueOf(m_sessions->list(query)).data.size(), 1U);
        query.agentKey = made[0].agentKey + 1;
        QVERIFY(valueOf(m_sessions->list(query)).data.empty());
    }

    void renamingAndRemoving()
    {
        const Session session = valueOf(m_sessions->create("Ada", ""));
        QCOMPARE(valueOf(m_sessions->rename(session.id, "Näme")).title, std::string("Näme"));
        const std::string tooLong(sessionTitleBytesMax + 1, 'x');
        QCOMPARE(m_sessions->rename(session.id, tooLong).error().code, ErrorCode::LimitReached);
        QCOMPARE(m_sessions->rename(session.id, "a\tb").error().code, ErrorCode::InvalidInput);
        const auto turn = addRawTurn(*m_workspace, session, "in_progress");
        QCOMPARE(m_sessions->remove(session.id).error().code, ErrorCode::Conflict);
        setRawTurnStatus(*m_workspace, turn, "waiting");
        valueOf(m_sessions->remove(session.id));
        QCOMPARE(m_sessions->get(session.id).error().code, ErrorCode::NotFound);
        QVERIFY(valueOf(m_sessions->list({})).data.empty());
        QCOMPARE(m_sessions->remove(session.id).error().code, ErrorCode::NotFound);
    }

    void forksBecomeActiveAndSwitchBack()
    {
        const Session session = valueOf(m_sessions->create("Ada", ""));
        const Item first = append(session.activeBranchKey, "one");
        const Item second = append(session.activeBranchKey, "two");
        const Session forked = valueOf(m_sessions->fork(session.id, first.id, ""));
        QCOMPARE(forked.branches.size(), 2U);
        const Branch& fork = forked.branches.back();
        QCOMPARE(forked.activeBranch, fork.id);
        QCOMPARE(fork.name, std::string("fork 1"));
        QCOMPARE(fork.forkedFrom->branch, session.activeBranch);
        QCOMPARE(fork.forkedFrom->position, 1);
        QCOMPARE(fork.headPosition, 1);
        QCOMPARE(fork.forkSeq, std::optional(first.addedSeq));
        QVERIFY(first.addedSeq < second.addedSeq);
        QCOMPARE(valueOf(m_sessions->switchBranch(session.id, session.activeBranch)).activeBranch,
            session.activeBranch);
        const Session other = valueOf(m_sessions->create("Ada", ""));
        QCOMPARE(m_sessions->switchBranch(other.id, fork.id).error().code, ErrorCode::NotFound);
        QCOMPARE(m_sessions->fork(other.id, first.id, "").error().code, ErrorCode::NotFound);
    }

    void anOpenTurnForbidsAFork()
    {
        const Session session = valueOf(m_sessions->create("Ada", ""));
        const Item item = append(session.activeBranchKey, "one");
        const auto turn = addRawTurn(*m_workspace, session, "in_progress");
        QCOMPARE(m_sessions->fork(session.id, item.id, "x").error().code, ErrorCode::Conflict);
        setRawTurnStatus(*m_workspace, turn, "waiting");
        QCOMPARE(m_sessions->fork(session.id, item.id, "x").error().code, ErrorCode::Conflict);
        setRawTurnStatus(*m_workspace, turn, "cancelled");
        QVERIFY(m_sessions->fork(session.id, item.id, "x").has_value());
    }

    void forksOfForksHaveALimit()
    {
        Session session = valueOf(m_sessions->create("Ada", ""));
        for (std::int64_t depth = 1; depth < branchDepthMax; ++depth) {
            const Item item = append(session.activeBranchKey, "step");
            session = valueOf(m_sessions->fork(session.id, item.id, ""));
        }
        const Item last = append(session.activeBranchKey, "last");
        QCOMPARE(m_sessions->fork(session.id, last.id, "").error().code, ErrorCode::LimitReached);
        const auto page = valueOf(m_items->list(session.id, {}, {}));
        QCOMPARE(page.data.back().id, last.id);
        QCOMPARE(page.data.back().position, branchDepthMax);
        const AuditVerdict verdict = valueOf(
            m_workspace->store().read([](Database& database) { return verifyAudit(database); }));
        QVERIFY(verdict.intact);
    }

private:
    void note(std::int64_t sessionKey, const SessionUsage& usage)
    {
        valueOf(m_workspace->store().write([&](Database& database) {
            return m_sessions->noteActivity(database, sessionKey, usage);
        }));
    }

    Item append(std::int64_t branchKey, const std::string& text)
    {
        return valueOf(m_workspace->store().write([&](Database& database) -> Result<Item> {
            NewItem item;
            item.role = ItemRole::User;
            item.text = text;
            return m_items->append(database, branchKey, TRY(nextChange(database)), item);
        }));
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<AgentStore> m_agents;
    std::unique_ptr<SessionStore> m_sessions;
    std::unique_ptr<ItemStore> m_items;
};

QTEST_GUILESS_MAIN(SessionStoreTest)
#include "session_store_test.moc"
