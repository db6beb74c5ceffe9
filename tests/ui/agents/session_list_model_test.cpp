// SPDX-License-Identifier: Apache-2.0
#include "sample_workspace.h"
#include "ui/agents/agent_list_model.h"
#include "ui/agents/session_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using ui::Bridge;
using ui::SessionListModel;

class SessionListModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_client = makeSampleWorkspace(250);
        m_bridge = std::make_unique<Bridge>(m_client);
        QVERIFY(m_client->waitForSubscriber());
        m_model = std::make_unique<SessionListModel>(*m_bridge);
    }

    void cleanup()
    {
        m_model.reset();
        m_bridge.reset();
    }

    void pagesAreReadAsTheyAreWanted()
    {
        m_model->setFilter(QStringLiteral("agent_1"), {});
        QTRY_COMPARE(m_model->rowCount(), SessionListModel::pageSize);
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QTRY_COMPARE(m_model->rowCount(), 200);
        m_model->fetchMore({});
        QTRY_COMPARE(m_model->rowCount(), 250);
        QVERIFY(!m_model->canFetchMore({}));
        const auto calls = m_client->called();
        QCOMPARE(std::count(calls.begin(), calls.end(), "sessions.list"), 3);
    }

    void dataNeverAsks()
    {
        m_model->setFilter(QStringLiteral("agent_1"), {});
        QTRY_COMPARE(m_model->rowCount(), SessionListModel::pageSize);
        const auto before = m_client->called().size();
        for (int row = 0; row < m_model->rowCount(); ++row) {
            for (const int role :
                {static_cast<int>(Qt::DisplayRole), static_cast<int>(SessionListModel::StatusRole),
                    static_cast<int>(SessionListModel::TimeRole),
                    static_cast<int>(SessionListModel::SecondLineRole)})
            {
                QVERIFY(m_model->index(row).data(role).isValid());
            }
        }
        QCOMPARE(m_client->called().size(), before);
    }

    void aFilterIsAskedOfTheRuntime()
    {
        m_model->setFilter(QStringLiteral("agent_1"), QStringLiteral("Oldbarn"));
        QTRY_COMPARE(m_model->rowCount(), 1);
        QCOMPARE(m_client->lastParameters("sessions.list").value("query", std::string()),
            std::string("Oldbarn"));
    }

    void changedSessionsMoveUpAndDeletedOnesGo()
    {
        m_model->setFilter(QStringLiteral("agent_1"), {});
        QTRY_COMPARE(m_model->rowCount(), SessionListModel::pageSize);
        m_client->publish("session.changed", {{"session", "sess_5"}, {"status", "idle"}});
        QTRY_COMPARE(m_model->rowOf(QStringLiteral("sess_5")), 0);
        m_client->publish("session.deleted", {{"session", "sess_5"}, {"status", "idle"}});
        QTRY_COMPARE(m_model->rowOf(QStringLiteral("sess_5")), -1);
        QCOMPARE(m_model->rowCount(), SessionListModel::pageSize - 1);
    }

    void itKeepsTheRulesOfModels()
    {
        const QAbstractItemModelTester tester(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setFilter(QStringLiteral("agent_1"), {});
        const auto readOn = [this] {
            m_model->fetchMore({});
            return m_model->rowCount();
        };
        QTRY_COMPARE(readOn(), 250);
        m_client->publish("session.changed", {{"session", "sess_5"}, {"status", "idle"}});
        m_client->publish("session.deleted", {{"session", "sess_7"}, {"status", "idle"}});
        QTRY_COMPARE(m_model->rowCount(), 249);
        m_model->setFilter(QStringLiteral("agent_1"), QStringLiteral("Oldbarn"));
        QTRY_COMPARE(m_model->rowCount(), 1);
        m_model->setFilter({}, {});
        QCOMPARE(m_model->rowCount(), 0);
    }

    void agentsAreAListToo()
    {
        ui::AgentListModel agents(*m_bridge);
        const QAbstractItemModelTester tester(
            &agents, QAbstractItemModelTester::FailureReportingMode::QtTest);
        agents.read();
        QTRY_COMPARE(agents.rowCount(), 1);
        QCOMPARE(agents.index(0).data().toString(), QStringLiteral("Invoice clerk"));
    }

private:
    std::shared_ptr<FakeClient> m_client;
    std::unique_ptr<Bridge> m_bridge;
    std::unique_ptr<SessionListModel> m_model;
};

QTEST_MAIN(SessionListModelTest)
#include "session_list_model_test.moc"
