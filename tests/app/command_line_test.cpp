// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QFile>
#include <QTest>

using tests::Program;
using tests::ProgramRun;

/// What can be said of the command line without a workspace.
class CommandLineTest : public QObject {
    Q_OBJECT

private slots:
    void helpNamesEveryCommandAndExitCode()
    {
        const ProgramRun run = m_program.run({"--help"});
        QCOMPARE(run.exitCode, 0);
        for (const char* word : {"agents create", "sessions fork", "memory search", "models import",
                 "tokenize", "logits", "generate", "bench", "chat", "serve", "terminal", "window",
                 "screenshots", "audit verify", "workspace status", "--workspace", "--json", "130"})
        {
            QVERIFY2(run.out.contains(word), word);
        }
        QVERIFY(run.err.isEmpty());
    }

    void everyCommandHasHelp()
    {
        const ProgramRun all = m_program.run({"--help"});
        const QList<QByteArray> lines = all.out.mid(all.out.indexOf("Commands")).split('\n');
        int commands = 0;
        for (const QByteArray& line : lines) {
            if (!line.startsWith("  ") || line.startsWith("  -")) {
                if (line.isEmpty() && commands > 0) {
                    break;
                }
                continue;
            }
            QStringList words;
            for (const QString& word : QString::fromUtf8(line).split(' ', Qt::SkipEmptyParts)) {
                if (word != word.toLower() || words.size() == 2 || word.startsWith('[')) {
                    break;
                }
                words.append(word);
            }
            const ProgramRun help = m_program.run(words + QStringList{"--help"});
            QVERIFY2(help.exitCode == 0 && help.out.contains("Usage: holdfast"), line.constData());
            ++commands;
        }
        QVERIFY(commands > 30);
    }

    void versionIsSaid()
    {
        QVERIFY(m_program.run({"--version"}).out.startsWith("holdfast "));
        QVERIFY(m_program.run({"--version", "--json"}).json().contains("version"));
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QStringList& arguments, const char* says) {
            QTest::newRow(name) << arguments << QString(says);
        };
        row("unknown command", {"agent"}, "Allowed are: window");
        row("no verb", {"agents"}, "create, list, show");
        row("unknown verb", {"agents", "sing"}, "create, list, show");
        row("unknown option", {"agents", "list", "--colour", "x"}, "--query, --limit, --after");
        row("missing word", {"agents", "create"}, "NAME is missing");
        row("word too many", {"agents", "create", "a", "b"}, "one word too many");
        row("missing value", {"agents", "list", "--limit"}, "--limit needs a value");
        row("value to a switch", {"models", "import", "f", "--copy=yes"}, "takes no value");
        row("no number", {"agents", "list", "--limit", "ten"}, "Allowed is a number");
        row("out of range", {"agents", "list", "--limit", "501"}, "1 to 500");
        row("no model", {"bench"}, "--model is missing");
        row("no text", {"tokenize", "--model", "x"}, "--text");
        row("both texts", {"tokenize", "--model", "x", "--text", "a", "--text-file", "b"},
            "one of");
        row("no tokens", {"logits", "--model", "x", "--out", "y"}, "--tokens is missing");
        row("bad tokens", {"logits", "--model", "x", "--out", "y", "--tokens", "1,,2"}, "'");
        row("bad kv", {"bench", "--model", "x", "--kv", "f8"}, "f16 and f32");
        row("empty workspace", {"--workspace=", "agents", "list"}, "--workspace is empty");
    }
    void usageErrors()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const ProgramRun run = m_program.run(arguments);
        QCOMPARE(run.exitCode, 2);
        QVERIFY(run.out.isEmpty());
        QVERIFY2(run.err.contains(says.toUtf8()), run.err.constData());
        const ProgramRun json = m_program.run(QStringList{"--json"} + arguments);
        QCOMPARE(json.exitCode, 2);
        QCOMPARE(json.error()["code"].toString(), QString("invalid_input"));
        QVERIFY(json.err.isEmpty());
    }

    void garbageIsNoModel_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("once upon a time there was no model");
        QTest::newRow("magic only") << QByteArray("GGUF");
        QTest::newRow("lying count")
            << QByteArray("GGUF\3\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f\1\0\0\0\0\0\0\0", 24);
    }
    void garbageIsNoModel()
    {
        QFETCH(QByteArray, bytes);
        m_program.write("bad.gguf", bytes);
        for (const QStringList& arguments :
            QList<QStringList>{{"models", "inspect", "bad.gguf"}, {"models", "import", "bad.gguf"},
                {"tokenize", "--model", "./bad.gguf", "--text", "a"},
                {"bench", "--model", "bad.gguf"}})
        {
            const ProgramRun run = m_program.run(arguments + QStringList{"--json"});
            QVERIFY(run.exitCode != 0);
            const QJsonObject error = run.error();
            QCOMPARE(error["code"].toString(), QString("corrupt"));
            QVERIFY(error["detail"].toString().startsWith("E_"));
            QVERIFY(error.contains("byte_offset") || error.contains("field"));
        }
        QVERIFY(m_program.run({"models", "list", "--json"}).data().isEmpty());
    }

    void missingFilesAreNotFound()
    {
        for (const QStringList& arguments : QList<QStringList>{{"models", "inspect", "none.gguf"},
                 {"models", "show", "none"}, {"models", "remove", "none"},
                 {"bench", "--model", "none"}, {"agents", "list"}, {"sessions", "list"}})
        {
            const ProgramRun run = m_program.run(arguments + QStringList{"--json"});
            QCOMPARE(run.exitCode, 3);
            QCOMPARE(run.error()["code"].toString(), QString("not_found"));
        }
        QVERIFY(!QFile::exists(m_program.path("data/holdfast/Workspace.holdfast")));
    }

    void withoutADisplayTheTerminalVersionRuns()
    {
        const ProgramRun run = m_program.run({"--workspace", m_program.path("t.holdfast")});
        QVERIFY2(run.err.contains("terminal version"), run.err.constData());
        QVERIFY2(run.err.contains("no agent yet"), run.err.constData());
    }

    void devicesAreListed()
    {
        const ProgramRun run = m_program.run({"models", "devices", "--json"});
        QCOMPARE(run.exitCode, 0);
        QStringList names;
        for (const auto& device : run.data()) {
            names.append(device.toObject()["name"].toString());
        }
        QVERIFY(names.contains("cpu") && names.contains("reference"));
    }

private:
    Program m_program;
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
