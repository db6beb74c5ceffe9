// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QFile>
#include <QTest>

#include <signal.h>

using tests::Program;
using tests::ProgramRun;

/// The same commands as owner of the workspace, and through the socket of `serve`.
class WorkspaceFlowTest : public QObject {
    Q_OBJECT

private slots:
    void flow_data()
    {
        QTest::addColumn<bool>("isServed");
        QTest::newRow("as owner") << false;
        QTest::newRow("through the owner's socket") << true;
    }
    void flow()
    {
        QFETCH(bool, isServed);
        const Program program;
        std::unique_ptr<QProcess> owner;
        if (isServed) {
            owner = program.start({"--workspace", program.workspace(), "serve"});
            QVERIFY(owner->readAllStandardOutput().contains("Serving"));
        }
        const QString agent = makeAgent(program);
        changeAgent(program, agent);
        const QString session = makeSession(program, agent);
        remember(program);
        talkWithoutModel(program, session);
        removeAll(program, agent, session);
        QCOMPARE(program.ask({"audit", "verify"}).json()["intact"].toBool(), true);
        if (owner) {
            QCOMPARE(
                program.ask({"workspace", "status"}).json()["pid"].toInteger(), owner->processId());
            endBySignal(*owner, SIGTERM);
        }
        QVERIFY(!QFile::exists(program.workspace() + ".lock"));
    }

    void severalOwnersAreRefusedAndShortOnesWaited()
    {
        const Program program;
        const auto owner = program.start({"--workspace", program.workspace(), "serve"});
        QCOMPARE(program.ask({"serve"}).exitCode, 5);
        // Many short commands at once never see each other's lock.
        endBySignal(*owner, SIGINT);
        std::vector<std::unique_ptr<QProcess>> many;
        for (int i = 0; i < 6; ++i) {
            auto process = std::make_unique<QProcess>();
            process->setProcessEnvironment(program.environment());
            process->start(HOLDFAST_PROGRAM,
                {"--workspace", program.workspace(), "agents", "create", QString::number(i)});
            many.push_back(std::move(process));
        }
        for (const auto& process : many) {
            QVERIFY(process->waitForFinished(60'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        QCOMPARE(program.ask({"agents", "list"}).data().size(), 6);
    }

    void aKilledOwnerIsReplaced()
    {
        const Program program;
        const auto owner = program.start({"--workspace", program.workspace(), "serve"});
        QCOMPARE(program.ask({"agents", "create", "writer"}).exitCode, 0);
        owner->kill(); // leaves its socket and its lock file
        QVERIFY(owner->waitForFinished());
        const ProgramRun run = program.ask({"agents", "show", "writer"});
        QVERIFY2(run.exitCode == 0, run.out.constData());
    }

private:
    static QString makeAgent(const Program& program)
    {
        const ProgramRun made = program.ask({"agents", "create", "writer", "--instructions",
            "Be brief.", "--tools", "calculate,memory_save", "--temperature", "0", "--seed", "7"});
        [&] {
            QVERIFY2(made.exitCode == 0, made.out.constData());
            QCOMPARE(made.json()["name"].toString(), QString("writer"));
            QCOMPARE(made.json()["tools"].toArray().size(), 2);
            QCOMPARE(made.member("sampling", "seed").toInt(), 7);
        }();
        return made.json()["id"].toString();
    }

    static void changeAgent(const Program& program, const QString& agent)
    {
        const ProgramRun edited =
            program.ask({"agents", "edit", "writer", "--top-k", "5", "--name", "poet"});
        QCOMPARE(edited.json()["version"].toInt(), 2);
        QCOMPARE(edited.member("sampling", "top_k").toInt(), 5);
        QCOMPARE(edited.member("sampling", "seed").toInt(), 7); // what is not named stays
        QCOMPARE(program.ask({"agents", "show", "poet"}).json()["id"].toString(), agent);
        const ProgramRun first = program.ask({"agents", "show", agent, "--version", "1"});
        QCOMPARE(first.json()["name"].toString(), QString("writer"));
        QCOMPARE(program.ask({"agents", "show", "writer"}).exitCode, 3);
        QCOMPARE(program.ask({"agents", "edit", "poet"}).exitCode, 2);
        QCOMPARE(program.ask({"agents", "edit", "poet", "--tools", "fly"}).exitCode, 4);
        QCOMPARE(program.ask({"agents", "versions", "poet"}).data().size(), 2);
    }

    static QString makeSession(const Program& program, const QString& agent)
    {
        const ProgramRun made = program.ask({"sessions", "create", "poet", "--title", "First"});
        const QString session = made.json()["id"].toString();
        [&] {
            QVERIFY2(made.exitCode == 0, made.out.constData());
            QCOMPARE(made.member("agent", "id").toString(), agent);
            const ProgramRun renamed = program.ask({"sessions", "rename", session, "Größe"});
            QCOMPARE(renamed.json()["title"].toString(), QString("Größe"));
            QCOMPARE(program.ask({"sessions", "show", "sess_x"}).exitCode, 4);
        }();
        return session;
    }

    static void remember(const Program& program)
    {
        const ProgramRun added = program.ask({"memory", "add", "poet", "-"}, "The cat is grey.");
        QVERIFY2(added.exitCode == 0, added.out.constData());
        const ProgramRun found = program.ask({"memory", "search", "grey cat"});
        QCOMPARE(found.data().size(), 1);
        const QString id = found.data().first().toObject()["id"].toString();
        QCOMPARE(program.ask({"memory", "forget", id}).json()["deleted"].toBool(), true);
        QVERIFY(program.ask({"memory", "search", "cat"}).data().isEmpty());
        QCOMPARE(program.ask({"memory", "set-block", "poet", "goal", "Rhyme."}).exitCode, 0);
        QCOMPARE(program.ask({"memory", "blocks", "poet"}).data().size(), 1);
    }

    static void talkWithoutModel(const Program& program, const QString& session)
    {
        const ProgramRun said = program.ask({"chat", "poet", "Good morning", "--session", session});
        QVERIFY2(said.exitCode == 5, said.out.constData());
        QVERIFY(said.error()["message"].toString().contains("model"));
        // What was said is kept, although there was nobody to answer.
        const QJsonArray items = program.ask({"sessions", "items", session}).data();
        QVERIFY(!items.isEmpty());
        QCOMPARE(items[0].toObject()["text"].toString(), QString("Good morning"));
        QVERIFY(program.ask({"sessions", "resume"}).json()["turns"].toArray().isEmpty());
        const QString item = items[0].toObject()["id"].toString();
        const ProgramRun forked =
            program.ask({"sessions", "fork", session, "--item", item, "--name", "other"});
        QCOMPARE(forked.json()["branches"].toArray().size(), 2);
        QCOMPARE(program.ask({"turns", "list", session}).data().size(), 1);
        const ProgramRun stranger = program.ask({"chat", "nobody", "x", "--session", session});
        QCOMPARE(stranger.exitCode, 3);
    }

    static void removeAll(const Program& program, const QString& agent, const QString& session)
    {
        QCOMPARE(program.ask({"sessions", "delete", session}).exitCode, 0);
        QCOMPARE(program.ask({"sessions", "show", session}).exitCode, 3);
        QCOMPARE(program.ask({"agents", "delete", agent}).exitCode, 0);
        QVERIFY(program.ask({"agents", "list"}).data().isEmpty());
    }

    static void endBySignal(QProcess& process, int signal)
    {
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(WorkspaceFlowTest)
#include "workspace_flow_test.moc"
