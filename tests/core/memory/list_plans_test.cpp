// SPDX-License-Identifier: Apache-2.0
// That the statements behind lists and searches find their rows by an index: their plans hold no
// scan of a table that grows.
#include "core/agents/agents_sql.h"
#include "core/memory/memory_sql.h"
#include "core/sessions/sessions_sql.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

using namespace core;

class ListPlansTest final : public QObject {
    Q_OBJECT

private slots:
    void noListScansATable_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, std::string_view text) {
            QTest::newRow(name) << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
        };
        row("agentById", sql::agentById);
        row("agentsByName", sql::agentsByName);
        row("agentVersions", sql::agentVersions);
        row("agentsPage", sql::agentsPage);
        row("runningTurnsOfAgent", sql::runningTurnsOfAgent);
        row("removeSessionsOfAgent", sql::removeSessionsOfAgent);
        row("sessionById", sql::sessionById);
        row("sessionsPage", sql::sessionsPage);
        row("sessionsPageOfAgent", sql::sessionsPageOfAgent);
        row("cancelWaitingTurnsOfSession", sql::cancelWaitingTurnsOfSession);
        row("branchesOfSession", sql::branchesOfSession);
        row("itemById", sql::itemById);
        row("itemsForward", sql::itemsForward);
        row("itemsBackward", sql::itemsBackward);
        row("itemsOfTurn", sql::itemsOfTurn);
        row("inputOfKey", sql::inputOfKey);
        row("inputsWaiting", sql::inputsWaiting);
        row("countInputsWaiting", sql::countInputsWaiting);
        row("blocksOfAgent", sql::blocksOfAgent);
        row("blocksAsOf", sql::blocksAsOf);
        row("recordById", sql::recordById);
        row("recordsPage", sql::recordsPage);
        row("recordsPageOfAgent", sql::recordsPageOfAgent);
        row("recordsPageOfKind", sql::recordsPageOfKind);
        row("recordsPageOfAgentAndKind", sql::recordsPageOfAgentAndKind);
        row("recordsPageOfQuarantine", sql::recordsPageOfQuarantine);
        row("sourcesOfRecord", sql::sourcesOfRecord);
        row("rankedRecords", sql::rankedRecords);
        row("newestRecords", sql::newestRecords);
        row("rankedRecordsInView", sql::rankedRecordsInView);
        row("newestRecordsInView", sql::newestRecordsInView);
        row("itemsThatShowRecord", sql::itemsThatShowRecord);
        row("openTurnsOfAgent", sql::openTurnsOfAgent);
    }

    void noListScansATable()
    {
        QFETCH(QByteArray, text);
        for (const QString& step : planOf(text)) {
            QVERIFY2(!isScanOfTable(step), qPrintable(step));
            const bool sorts = step.contains("TEMP B-TREE") && text.contains("_rows");
            const bool ofTurn = text == QByteArray(sql::itemsOfTurn.data());
            QVERIFY2(!sorts || ofTurn, qPrintable(step));
        }
    }

    void aScanIsSeen()
    {
        const QStringList plan = planOf("SELECT title FROM sessions WHERE title = ?1");
        QVERIFY(std::any_of(plan.begin(), plan.end(), isScanOfTable));
    }

private:
    /// A virtual table, a subquery's rows and json_each may be scanned, and so may the partial
    /// indices of turns that are open, of which there are few.
    static bool isScanOfTable(const QString& step)
    {
        const QStringList allowed{
            "VIRTUAL TABLE", "SCAN w", "SCAN b", "turns_open", "CONSTANT ROW"};
        return step.startsWith("SCAN")
            && std::none_of(allowed.begin(), allowed.end(),
                [&](const QString& part) { return step.contains(part); });
    }

    QStringList planOf(const QByteArray& text)
    {
        return valueOf(m_workspace.store().read([&](Database& database) -> Result<QStringList> {
            auto statement = TRY(database.prepare("EXPLAIN QUERY PLAN " + text.toStdString()));
            QStringList steps;
            while (TRY(statement.step())) {
                steps += QString::fromStdString(statement.text(3));
            }
            return steps;
        }));
    }

    WorkspaceFixture m_workspace;
};

QTEST_GUILESS_MAIN(ListPlansTest)
#include "list_plans_test.moc"
