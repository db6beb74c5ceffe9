// SPDX-License-Identifier: Apache-2.0
// `template` and `complete`: what they print is what other programs compare.
#include "core/text/schema/schema_check.h"
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <sys/resource.h>

using tests::Program;
using tests::ProgramRun;

namespace {

/// What a text may take that cannot be rendered, with a process started for it. Measured as time of
/// the processor, because a busy machine may make anything wait.
constexpr qint64 badTextMsMax = 250;

/// Of all processes that this one started and that have ended.
qint64 childrenCpuMs()
{
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto ms = [](const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; };
    return ms(used.ru_utime) + ms(used.ru_stime);
}

QString parityFolder()
{
    const QString named = qEnvironmentVariable("HOLDFAST_PARITY");
    return named.isEmpty() ? qEnvironmentVariable("HOLDFAST_SOURCE_DIR") + "/../shared/parity"
                           : named;
}

QJsonObject jsonOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

} // namespace

class ConversationCommandsTest : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] ProgramRun render(
        const QByteArray& source, const QByteArray& messages, bool asJson) const
    {
        m_program.write("t.jinja", source);
        m_program.write("m.json", messages);
        QStringList words{"template", "--template-file", m_program.path("t.jinja"), "--messages",
            m_program.path("m.json")};
        words += asJson ? QStringList{"--json"} : QStringList{};
        return m_program.run(words);
    }

    Program m_program;

private slots:
    void printsExactly()
    {
        const ProgramRun run = render("{{ messages[0].content }}|{{ bos_token }}",
            R"({"messages": [{"role": "user", "content": " Äpfel\n"}], "bos_token": "<s>"})",
            false);
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.out, QByteArray(" Äpfel\n|<s>"));
        const ProgramRun json = render("a", R"({"messages": []})", true);
        QCOMPARE(json.json()["text"].toString(), QString("a"));
    }

    void agreesWithParity()
    {
        const QStringList names = QDir(parityFolder() + "/templates").entryList({"*.json"});
        if (names.isEmpty()) {
            QSKIP("No reference data: set HOLDFAST_PARITY.");
        }
        for (const QString& name : names) {
            const QJsonObject file = jsonOf(parityFolder() + "/templates/" + name);
            const QJsonObject one = file["cases"].toArray()[2].toObject();
            const ProgramRun run = render(file["source"].toString().toUtf8(),
                QJsonDocument(one["input"].toObject()).toJson(), false);
            if (one.contains("expected")) {
                QCOMPARE(QString::fromUtf8(run.out), one["expected"].toString());
            } else {
                QVERIFY(run.err.contains(one["error"].toString().toUtf8()));
            }
        }
    }

    void badTextIsRefusedSoon_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<QString>("detail");
        const QByteArray none = R"({"messages": []})";
        const QByteArray loop = "{% for i in range(10000) %}";
        QTest::newRow("a loop for ever")
            << loop + loop + loop + "x{% endfor %}{% endfor %}{% endfor %}" << none
            << "E_TEMPLATE fuel";
        QTest::newRow("nested 100,000 deep")
            << "{{ " + QByteArray(100'000, '(') + "1" + QByteArray(100'000, ')') + " }}" << none
            << "E_TEMPLATE depth";
        QTest::newRow("messages nested 100,000 deep")
            << QByteArray("x") << QByteArray(100'000, '[') + QByteArray(100'000, ']') << "E_JSON";
    }

    void badTextIsRefusedSoon()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, messages);
        QFETCH(QString, detail);
        const qint64 before = childrenCpuMs();
        const ProgramRun run = render(source, messages, true);
        const qint64 spent = childrenCpuMs() - before;
        QCOMPARE(run.exitCode, 4);
        QCOMPARE(run.error()["detail"].toString(), detail);
        QVERIFY2(spent <= badTextMsMax, qPrintable(QString("%1 ms").arg(spent)));
    }

    void completesWithoutKeepingAnything()
    {
        const QString model = parityFolder() + "/models/stories260K-f32.gguf";
        if (!QFile::exists(model)) {
            QSKIP("No reference data: set HOLDFAST_PARITY.");
        }
        m_program.write("m.json", R"({"messages": [{"role": "user", "content": "Once upon"}]})");
        const QStringList words{"complete", "--messages", m_program.path("m.json"), "--temperature",
            "0", "--predict", "8", "--json"};
        QCOMPARE(m_program.run(words).exitCode, 3); // no model yet
        const ProgramRun given = m_program.run(words + QStringList{"--model", model});
        QCOMPARE(given.exitCode, 0);
        const QJsonObject answer = given.json();
        QVERIFY(!answer["content"].toString().isEmpty());
        QVERIFY(answer["tool_calls"].toArray().isEmpty());
        const QJsonObject usage = answer["usage"].toObject();
        QCOMPARE(usage["completion_tokens"].toInt(), 8);
        QCOMPARE(usage["total_tokens"].toInt(), usage["prompt_tokens"].toInt() + 8);
        QCOMPARE(m_program.run({"models", "import", model, "--json"}).exitCode, 0);
        QCOMPARE(m_program.run(words).json()["content"], answer["content"]); // the only one
        QVERIFY(!QFile::exists(m_program.workspace()));
    }

    void keepsToASchema_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("temperature");
        const QByteArray person = R"({"type":"object","properties":{"name":{"type":"string",
            "minLength":3,"maxLength":12},"age":{"type":"integer","minimum":1,"maximum":99},
            "kind":{"enum":["cat","dog"]},"tags":{"type":"array","items":{"type":"string",
            "maxLength":8},"maxItems":2}},"required":["name","age","kind","tags"],
            "additionalProperties":false})";
        QTest::newRow("greedy") << person << "0";
        QTest::newRow("sampled") << person << "1.5";
        QTest::newRow("a list") << QByteArray(R"({"type":"array","items":{"type":"number",
            "minimum":0,"maximum":1},"minItems":2,"maxItems":3})")
                                << "1";
        QTest::newRow("a map") << QByteArray(R"({"type":"object","additionalProperties":
            {"type":"boolean"}})")
                               << "0.5";
    }

    void keepsToASchema()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QString, temperature);
        const QString model = parityFolder() + "/models/stories260K-f32.gguf";
        if (!QFile::exists(model)) {
            QSKIP("No reference data: set HOLDFAST_PARITY.");
        }
        m_program.write("s.json", schema);
        m_program.write("m.json", R"({"messages": [{"role": "user", "content": "Once upon"}]})");
        const QStringList words{"complete", "--messages", m_program.path("m.json"), "--schema",
            m_program.path("s.json"), "--model", model, "--json", "--seed", "3", "--temperature",
            temperature};
        const ProgramRun run = m_program.run(words + QStringList{"--predict", "400"});
        QVERIFY2(run.exitCode == 0, run.err);
        const std::string content = run.json()["content"].toString().toStdString();
        const auto value = core::parseJson(content);
        const bool isWhole = run.json()["finish_reason"] == "stop";
        if (QByteArray(QTest::currentDataTag()) == "a map" && !isWhole) {
            QVERIFY(run.err.contains("incomplete")); // a map need not end
            return;
        }
        QVERIFY2(isWhole && value, content.c_str());
        const auto checked = core::checkAgainst(*core::Schema::parse(schema.toStdString()), *value);
        QVERIFY2(checked, checked ? "" : checked.error().message.c_str());
        const ProgramRun cut = m_program.run(words + QStringList{"--predict", "3"});
        QCOMPARE(cut.json()["finish_reason"].toString(), QString("length"));
        QVERIFY(cut.err.contains("the JSON is incomplete"));
    }

    void badSchemasAreRefusedSoon_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("detail");
        const int levels = 10'000;
        QTest::newRow("10,000 levels")
            << QByteArray(R"({"items":)").repeated(levels) + "{}" + QByteArray(levels, '}')
            << "E_JSON";
        QTest::newRow("a keyword") << QByteArray(R"({"not":{}})") << "E_SCHEMA";
        QTest::newRow("no base case")
            << QByteArray("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"},\"minItems\":1}")
            << "E_GRAMMAR";
    }

    void badSchemasAreRefusedSoon()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QString, detail);
        const QString model = parityFolder() + "/models/stories260K-f32.gguf";
        if (!QFile::exists(model)) {
            QSKIP("No reference data: set HOLDFAST_PARITY.");
        }
        m_program.write("s.json", schema);
        m_program.write("m.json", R"({"messages": [{"role": "user", "content": "a"}]})");
        const qint64 before = childrenCpuMs();
        const ProgramRun run = m_program.run({"complete", "--messages", m_program.path("m.json"),
            "--schema", m_program.path("s.json"), "--model", model, "--json"});
        const qint64 spent = childrenCpuMs() - before;
        QVERIFY(run.exitCode != 0);
        QCOMPARE(run.error()["detail"].toString(), detail);
        QVERIFY2(spent <= badTextMsMax, qPrintable(QString("%1 ms").arg(spent)));
    }

    void saysWhatIsMissing()
    {
        QCOMPARE(m_program.run({"template", "--template-file", "x", "--json"}).exitCode, 2);
        QCOMPARE(m_program.run({"complete", "--json"}).exitCode, 2);
        m_program.write("m.json", QByteArray(9 * 1024 * 1024, ' '));
        const ProgramRun large =
            m_program.run({"complete", "--messages", m_program.path("m.json"), "--json"});
        QCOMPARE(large.error()["code"].toString(), QString("limit_reached"));
        m_program.write("m.json", R"({"messages": [{"role": "bot"}]})");
        const ProgramRun run =
            m_program.run({"complete", "--messages", m_program.path("m.json"), "--json"});
        QCOMPARE(run.exitCode, 4);
        QCOMPARE(run.error()["field"].toString(), QString("messages[0].role"));
    }
};

QTEST_APPLESS_MAIN(ConversationCommandsTest)
#include "conversation_commands_test.moc"
