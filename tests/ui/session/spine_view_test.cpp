// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/program.h"
#include "ui/session/spine_view.h"
#include "ui/theme/appearance.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using ui::SpineRow;
using ui::SpineView;

namespace {

SpineRow message(const char* id, bool fromUser, const QString& text)
{
    SpineRow row;
    row.id = QString::fromLatin1(id);
    row.item = row.id;
    row.fromUser = fromUser;
    row.name = fromUser ? QStringLiteral("You") : QStringLiteral("Clerk");
    row.text = text;
    row.status = QStringLiteral("completed");
    return row;
}

SpineRow tool()
{
    SpineRow row;
    row.kind = SpineRow::Kind::Tool;
    row.id = QStringLiteral("call");
    row.item = QStringLiteral("output");
    row.name = QStringLiteral("calculate");
    row.text = QStringLiteral("6*7");
    row.output = QStringLiteral("42");
    row.hasOutput = true;
    row.status = QStringLiteral("completed");
    return row;
}

QList<SpineRow> sample()
{
    return {message("a", true, QStringLiteral("What is\n6 x 7?")), tool(),
        message("b", false, QStringLiteral("42."))};
}

} // namespace

class SpineViewTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        ui::prepareProgram();
        auto theme = ui::Theme::load(QStringLiteral("light"));
        QVERIFY(theme.has_value());
        m_appearance = std::make_unique<ui::Appearance>(std::move(*theme));
    }

    void init()
    {
        m_view = std::make_unique<SpineView>(*m_appearance);
        m_view->resize(700, 300);
        m_view->show();
        m_view->setRows(sample());
    }

    void rowsStandBelowEachOther()
    {
        QCOMPARE(m_view->dump(),
            QStringLiteral("18: You h=76\n  56,20 |What is|\n  56,20 |6 x 7?|\n"
                           "94: Tool calculate h=48\n"
                           "142: Clerk h=55\n  56,20 |42.|\n"));
    }

    void enterUnfoldsATool()
    {
        m_view->focusRow(1);
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        const QString dump = m_view->dump();
        QVERIFY2(dump.contains(QStringLiteral("|6*7|")), qPrintable(dump));
        QVERIFY(dump.contains(QStringLiteral("|42|")));
        // A newer state of the row stays unfolded.
        QList<SpineRow> rows = sample();
        rows[1].output = QStringLiteral("43");
        m_view->setRows(rows);
        QVERIFY(m_view->dump().contains(QStringLiteral("|43|")));
    }

    void textIsWrappedAtTheMeasure()
    {
        m_view->setRows({message("a", true, QString(400, QLatin1Char('x')))});
        m_view->resize(2000, 300);
        const int wide = m_view->rowView(0).height();
        m_view->resize(300, 300);
        QVERIFY(m_view->rowView(0).height() > wide);
        for (const auto& placed : m_view->rowView(0).texts()) {
            QVERIFY(placed.flow.naturalWidth() <= ui::RowView::measureMax);
        }
    }

    void selectionRunsAcrossRows()
    {
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedText(), QStringLiteral("What is\n6 x 7?\n\n42."));
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), m_view->selectedText());
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(m_view->selectedText().isEmpty());
    }

    void aWordIsSelectedByTwoClicks()
    {
        const QPoint inText = m_view->rowRect(2).topLeft() + QPoint(60, 30);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, inText);
        QCOMPARE(m_view->selectedText(), QStringLiteral("42"));
    }

    void arrowsMoveBetweenItemsAndFForks()
    {
        QSignalSpy forks(m_view.get(), &SpineView::forkRequested);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(m_view->focusedItem(), QStringLiteral("b"));
        QTest::keyClick(m_view.get(), Qt::Key_Up);
        QCOMPARE(m_view->focusedItem(), QStringLiteral("output"));
        QTest::keyClick(m_view.get(), Qt::Key_F);
        QCOMPARE(forks.count(), 1);
        QCOMPARE(forks.first().first().toString(), QStringLiteral("output"));
    }

    void streamedTextGrowsAndStaysInView()
    {
        QList<SpineRow> rows = sample();
        rows.append(message("live", false, QStringLiteral("Once")));
        rows.last().live = true;
        m_view->setRows(rows);
        for (int i = 0; i < 200; ++i) {
            m_view->appendToLast(QStringLiteral(" upon a time\n"));
        }
        QVERIFY(m_view->rowView(3).height() > 300);
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
        QVERIFY(m_view->rowView(3).texts().front().flow.text().startsWith(
            QStringLiteral("Once upon a time\n upon")));
        m_view->focusRow(3);
        QVERIFY(m_view->focusedItem().isEmpty());
    }

    void earlierRowsDoNotMoveWhatIsRead()
    {
        QList<SpineRow> rows;
        for (int i = 0; i < 50; ++i) {
            rows.append(message(QByteArray::number(i), true, QStringLiteral("Line %1").arg(i)));
        }
        m_view->setRows(rows);
        m_view->verticalScrollBar()->setValue(100);
        const int before = m_view->rowRect(5).top();
        QList<SpineRow> more = rows;
        more.prepend(message("earlier", true, QStringLiteral("Earlier")));
        m_view->setRows(more);
        QCOMPARE(m_view->rowRect(6).top(), before);
    }

    void aHugeTextIsCutInViewAndWholeInTheCopy()
    {
        const QString huge(3'000'000, QLatin1Char('y'));
        m_view->setRows({message("huge", true, huge)});
        const ui::TextFlow& flow = m_view->rowView(0).texts().front().flow;
        qsizetype shown = 0;
        for (const QString& line : flow.lines()) {
            shown += line.size();
        }
        QCOMPARE(shown, ui::TextFlow::shownCharactersMax);
        m_view->focusRow(0);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().size(), huge.size());
    }

    void aScreenReaderFindsEveryRow()
    {
        QAccessibleInterface* spine = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(spine != nullptr);
        QCOMPARE(spine->childCount(), 3);
        QCOMPARE(
            spine->child(1)->text(QAccessible::Name), QStringLiteral("Tool calculate\n6*7\n42"));
        QCOMPARE(spine->child(2)->parent(), spine);
        QCOMPARE(spine->indexOfChild(spine->child(2)), 2);
        QAccessibleInterface* last = spine->child(2);
        m_view->setRows({});
        QVERIFY(!last->isValid());
        QCOMPARE(spine->childCount(), 0);
    }

private:
    std::unique_ptr<ui::Appearance> m_appearance;
    std::unique_ptr<SpineView> m_view;
};

QTEST_MAIN(SpineViewTest)
#include "spine_view_test.moc"
