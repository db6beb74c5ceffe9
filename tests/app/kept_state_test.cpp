// SPDX-License-Identifier: Apache-2.0
// What one process of the program computed, the next one does not compute again.
#include "tests/inference/gguf/llama_maker.h"

#include "tests/app/program.h"

#include <QDir>
#include <QTest>

using tests::Program;
using tests::ProgramRun;

class KeptStateTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        inference::testing::LlamaShape shape;
        shape.contextLength = 2048;
        const QString model = m_program.path("made.gguf");
        QVERIFY(inference::testing::makeLlama(7, shape).write(model.toStdString()));
        QCOMPARE(ask({"models", "import", model}).exitCode, 0);
        const ProgramRun ada = ask({"agents", "create", "Ada", "--model", "made",
            "--output-tokens-max", "50", "--instructions",
            "You keep the books of a small workshop. Be brief and exact, and name your source."});
        QCOMPARE(ada.exitCode, 0);
    }

    void theNextProcessGoesOn()
    {
        const ProgramRun first = ask({"chat", "Ada", "What did we spend on oak?"});
        QVERIFY2(first.exitCode == 0, first.err.constData());
        QCOMPARE(first.member("usage", "cached").toInt(), 0);
        QVERIFY(cacheFacts()["pages"].toInt() > 0);
        QVERIFY(cacheFacts()["place"].toString().startsWith(m_program.path("cache")));
        const int read = first.member("usage", "computed").toInt();
        const ProgramRun next =
            ask({"chat", "Ada", "And on ash?", "--session", first.json()["session"].toString()});
        QVERIFY2(next.exitCode == 0, next.err.constData());
        QVERIFY2(next.member("usage", "cached").toInt() >= read / 32 * 32,
            qPrintable(QString("%1 of %2").arg(next.member("usage", "cached").toInt()).arg(read)));
        const ProgramRun other = ask({"chat", "Ada", "Who owes us?"}); // a session of its own
        QVERIFY(other.member("usage", "cached").toInt() >= 32);
    }

    void forgettingErasesItOfThisWorkspace()
    {
        const ProgramRun added = ask({"memory", "add", "Ada", "The key is under the mat."});
        QVERIFY(cacheFacts()["pages"].toInt() > 0);
        const int others = packs().size();
        const ProgramRun elsewhere = m_program.run({"--workspace", m_program.path("v.holdfast"),
            "--json", "agents", "create", "Ben", "--model", "made"});
        QCOMPARE(elsewhere.exitCode, 0);
        const ProgramRun talk = m_program.run({"--workspace", m_program.path("v.holdfast"),
            "--json", "chat", "Ben", "A long tale of a dog, a cat and a mouse who went to sea."});
        QVERIFY2(talk.exitCode == 0, talk.err.constData());
        QCOMPARE(packs().size(), others + 1);
        QCOMPARE(ask({"memory", "forget", added.json()["id"].toString()}).exitCode, 0);
        QCOMPARE(packs().size(), 1); // Ben's
        QCOMPARE(ask({"models", "cache", "clear"}).exitCode, 0);
        QVERIFY(packs().isEmpty());
    }

    void whatCannotBeKeptCostsOnlyTime()
    {
        QVERIFY(QDir(m_program.path("cache")).removeRecursively());
        m_program.write("cache", "a file where the folder should be");
        const ProgramRun first = ask({"chat", "Ada", "What did we spend on beech?"});
        QVERIFY2(first.exitCode == 0, first.err.constData());
        const ProgramRun again = ask({"chat", "Ada", "What did we spend on beech?"});
        QCOMPARE(again.exitCode, 0);
        QCOMPARE(again.member("usage", "cached").toInt(), 0);
        QVERIFY(QFile::remove(m_program.path("cache")));
    }

    void theQuotaIsKeptAndChecked()
    {
        QCOMPARE(cacheFacts()["quota_bytes"].toInteger(), qint64(10) << 30U);
        QCOMPARE(ask({"models", "cache", "limit", "--mib", "0"}).exitCode, 0);
        QCOMPARE(cacheFacts()["quota_bytes"].toInteger(), 0);
        QCOMPARE(ask({"chat", "Ada", "What did we spend on elm?"}).exitCode, 0);
        QVERIFY(packs().isEmpty());
        QCOMPARE(ask({"models", "cache", "burn"}).exitCode, 2);
        QCOMPARE(ask({"models", "cache", "limit"}).exitCode, 2);
    }

private:
    ProgramRun ask(const QStringList& words) const { return m_program.ask(words); }
    QJsonObject cacheFacts() const { return ask({"models", "cache", "show"}).json(); }
    QStringList packs() const
    {
        return QDir(m_program.path("cache/holdfast/kv")).entryList({"*.pack"}, QDir::Files);
    }

    Program m_program;
};

QTEST_GUILESS_MAIN(KeptStateTest)
#include "kept_state_test.moc"
