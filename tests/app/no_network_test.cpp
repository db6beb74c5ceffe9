// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QFile>
#include <QStandardPaths>
#include <QTest>

using tests::Program;

/// With local models and no network tool the program opens no socket but Unix ones.
class NoNetworkTest : public QObject {
    Q_OBJECT

private slots:
    void noInternetSocketIsOpened_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("create") << QStringList{"agents", "create", "writer"};
        QTest::newRow("chat") << QStringList{"chat", "writer", "Good morning"};
        QTest::newRow("devices") << QStringList{"models", "devices"};
        QTest::newRow("status") << QStringList{"workspace", "status"};
    }
    void noInternetSocketIsOpened()
    {
        QFETCH(QStringList, arguments);
        const QString strace = QStandardPaths::findExecutable("strace");
        if (strace.isEmpty()) {
            qWarning("strace is not installed: NOT checked that no network socket is opened");
            QSKIP("strace is not installed");
        }
        const QString trace = m_program.path("trace");
        QProcess process;
        QProcessEnvironment environment = m_program.environment();
        environment.insert("ASAN_OPTIONS", "detect_leaks=0"); // no search for leaks under strace
        process.setProcessEnvironment(environment);
        process.start(strace,
            QStringList{"-f", "-qq", "-e", "trace=socket,execve", "-o", trace, HOLDFAST_PROGRAM,
                "--workspace", m_program.workspace()}
                + arguments);
        QVERIFY(process.waitForFinished(60'000));
        QFile file(trace);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray calls = file.readAll();
        if (!calls.contains("execve(")) {
            qWarning("strace may not trace here: NOT checked that no network socket is opened");
            QSKIP("strace may not trace here");
        }
        QVERIFY2(!calls.contains("AF_INET"), calls.constData());
    }

private:
    Program m_program;
};

QTEST_GUILESS_MAIN(NoNetworkTest)
#include "no_network_test.moc"
