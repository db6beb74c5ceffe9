// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/id_source.h"
#include "core/store/store.h"
#include "tests/app/program.h"

#include <QFile>
#include <QTest>

#include <unistd.h>

using tests::Program;
using tests::ProgramRun;

/// A workspace that cannot be used says why and what to do, and is left as it was.
class BadWorkspaceTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_program = std::make_unique<Program>();
        QCOMPARE(m_program->ask({"agents", "create", "writer"}).exitCode, 0);
    }

    void locked()
    {
        // An owner that does not answer at the socket: this test itself.
        core::SystemClock clock;
        core::UuidSource ids(clock);
        const auto store = core::Store::open(
            {.path = m_program->workspace().toStdString(), .backupDirectory = {}}, clock, ids);
        QVERIFY(store.has_value());
        const ProgramRun run = m_program->ask({"agents", "list"}); // waits for the owner a while
        QCOMPARE(run.exitCode, 5);
        QCOMPARE(run.error()["code"].toString(), QString("locked"));
        QVERIFY(run.error()["message"].toString().contains(QString::number(::getpid())));
    }

    void newerVersion()
    {
        overwrite(60, QByteArray("\x7f\xff\xff\xf0", 4)); // user_version of SQLite's header
        const QByteArray before = bytes();
        expectRefusal(4, "unsupported", "version");
        QCOMPARE(bytes(), before);
    }

    void corrupt()
    {
        overwrite(0, QByteArray(100, '\x5a'));
        const QByteArray before = bytes();
        expectRefusal(1, "corrupt", "w.holdfast");
        QCOMPARE(bytes(), before);
    }

    void noDatabase()
    {
        m_program->write("w.holdfast", "Dear diary, this is a text file and no workspace at all.");
        expectRefusal(1, "corrupt", "w.holdfast");
    }

    void directoryInItsPlace()
    {
        const ProgramRun run = m_program->run(
            {"--workspace", m_program->directory(), "--json", "agents", "create", "x"});
        QCOMPARE(run.exitCode, 4);
        QCOMPARE(run.error()["code"].toString(), QString("invalid_input"));
    }

    void readOnly()
    {
        if (::geteuid() == 0) {
            QSKIP("root may write everywhere; run as a user");
        }
        QFile::setPermissions(m_program->workspace(), QFile::ReadOwner);
        QFile::setPermissions(m_program->directory(), QFile::ReadOwner | QFile::ExeOwner);
        const ProgramRun list = m_program->ask({"agents", "list"});
        const ProgramRun create = m_program->ask({"agents", "create", "x"});
        QFile::setPermissions(
            m_program->directory(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY2(list.exitCode == 0, list.out.constData());
        QCOMPARE(create.exitCode, 5);
        QCOMPARE(create.error()["code"].toString(), QString("read_only"));
    }

private:
    void expectRefusal(int exitCode, const QString& code, const QString& says)
    {
        const ProgramRun json = m_program->ask({"agents", "list"});
        QVERIFY2(json.exitCode == exitCode, json.out.constData());
        QCOMPARE(json.error()["code"].toString(), code);
        const ProgramRun human =
            m_program->run({"--workspace", m_program->workspace(), "agents", "list"});
        QCOMPARE(human.exitCode, exitCode);
        QVERIFY(human.out.isEmpty());
        QVERIFY2(human.err.contains(says.toUtf8()), human.err.constData());
    }

    void overwrite(qint64 offset, const QByteArray& with)
    {
        QFile file(m_program->workspace());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(offset));
        QCOMPARE(file.write(with), with.size());
    }

    QByteArray bytes() const
    {
        QFile file(m_program->workspace());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(BadWorkspaceTest)
#include "bad_workspace_test.moc"
