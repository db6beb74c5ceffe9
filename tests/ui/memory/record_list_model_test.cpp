// SPDX-License-Identifier: Apache-2.0
#include "sample_workspace.h"
#include "ui/memory/record_list_model.h"
#include "ui/models/model_table_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using ui::ModelTableModel;
using ui::RecordListModel;

class RecordListModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_client = makeSampleWorkspace(1);
        m_bridge = std::make_unique<ui::Bridge>(m_client);
    }

    void recordsAreListedAndFound()
    {
        RecordListModel model(*m_bridge);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(QStringLiteral("agent_1"), {}, {});
        QTRY_COMPARE(model.rowCount(), 5);
        QVERIFY(model.index(0)
                    .data(RecordListModel::SourceRole)
                    .toString()
                    .startsWith(QStringLiteral("From a session")));
        QVERIFY(model.index(1)
                    .data(RecordListModel::SourceRole)
                    .toString()
                    .startsWith(QStringLiteral("Told by you")));
        QCOMPARE(model.index(4).data(RecordListModel::TrustRole).toString(),
            QStringLiteral("untrusted"));
        model.show(QStringLiteral("agent_1"), QStringLiteral("semantic"), QStringLiteral("paid"));
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.elapsedUs(), 14000);
        QVERIFY(model.index(0).data(RecordListModel::SnippetRole).toString().contains(QChar(2)));
        QCOMPARE(m_client->lastParameters("memory.search").value("kind", std::string()),
            std::string("semantic"));
        model.show({}, {}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void modelsAreATable()
    {
        ModelTableModel model(*m_bridge);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.read();
        QTRY_COMPARE(model.rowCount(), 3);
        const auto cell = [&](int row, int column) { return model.index(row, column).data(); };
        QCOMPARE(cell(0, ModelTableModel::NameColumn).toString(), QStringLiteral("harbour-8b"));
        QCOMPARE(cell(0, ModelTableModel::StateColumn).toString(), QStringLiteral("Loaded on cpu"));
        QCOMPARE(cell(1, ModelTableModel::ParametersColumn).toString(), QStringLiteral("260 K"));
        QCOMPARE(cell(1, ModelTableModel::ContextColumn).toString(), QStringLiteral("32,768"));
        QCOMPARE(
            cell(2, ModelTableModel::StateColumn).toString(), QStringLiteral("File is missing"));
    }

private:
    std::shared_ptr<FakeClient> m_client;
    std::unique_ptr<ui::Bridge> m_bridge;
};

QTEST_MAIN(RecordListModelTest)
#include "record_list_model_test.moc"
