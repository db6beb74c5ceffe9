// SPDX-License-Identifier: Apache-2.0
#include "core/tools/arguments.h"
#include "core/tools/tool_text.h"

#include <QtTest>

namespace core {

/// Arguments of calls against a schema: what passes and in which words the rest is refused.
class ArgumentsTest : public QObject {
    Q_OBJECT

private slots:
    void checked_data();
    void checked();
    void outputIsBounded();
    void namesStayOnOneLine();
};

void ArgumentsTest::checked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words"); // empty: it passes
    const auto row = [](const char* name, QByteArray text, const char* words) {
        QTest::newRow(name) << text << QString(words);
    };
    row("all", R"({"text": "a", "count": 3, "ratio": 1.5, "loud": true, "kind": "x"})", "");
    row("only what must be", R"({"text": "a"})", "");
    row("a whole number is a number", R"({"text": "a", "ratio": 2})", "");
    row("nothing", "", "'text' is missing");
    row("blank", " \n", "'text' is missing");
    row("cut off", R"({"text": "a)", "not JSON");
    row("no object", R"("a")", "Allowed is a JSON object");
    row("null", R"({"text": null})", "Allowed is a string");
    row("number as text", R"({"text": 1})", "Allowed is a string");
    row("text as number", R"({"text": "a", "count": "3"})", "Allowed is an integer");
    row("fraction as integer", R"({"text": "a", "count": 1.5})", "Allowed is an integer");
    row("too small", R"({"text": "a", "count": 0})", "at least 1");
    row("too large", R"({"text": "a", "count": 10})", "at most 9");
    row("too long", R"({"text": "aaaaaaaaa"})", "At most 8");
    row("not a choice", R"({"text": "a", "kind": "z"})", R"(one of ["x","y"])");
    row("extra", R"({"text": "a", "other": 1})", "Found the argument 'other'");
    row("twice", R"({"text": "a", "text": "b"})", "stands twice");
    row("after the end", R"({"text": "a"} {})", "not JSON");
    row("deep", R"({"text": "a", "x": )" + QByteArray(40, '[') + QByteArray(40, ']') + "}",
        "levels are nested");
    row("invalid UTF-8", "{\"text\": \"\xff\"}", "not JSON");
    row("beyond 2^53", R"({"text": "a", "count": 99999999999999999999})", "2^53");
}

void ArgumentsTest::checked()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    const Json schema =
        objectSchema({{"text", {{"type", "string"}, {"maxLength", 8}}},
                         {"count", {{"type", "integer"}, {"minimum", 1}, {"maximum", 9}}},
                         {"ratio", {{"type", "number"}}}, {"loud", {{"type", "boolean"}}},
                         {"kind", {{"type", "string"}, {"enum", {"x", "y"}}}}},
            {"text"});
    const auto arguments = checkArguments(text.toStdString(), schema);
    QCOMPARE(arguments.has_value(), words.isEmpty());
    if (!arguments) {
        QVERIFY2(QString(arguments.error().message.c_str()).contains(words),
            arguments.error().message.c_str());
    }
}

void ArgumentsTest::outputIsBounded()
{
    QCOMPARE(boundedOutput("short"), std::string("short"));
    const std::string whole(toolOutputBytesMax, 'a');
    QCOMPARE(boundedOutput(whole), whole);
    std::string umlauts;
    while (umlauts.size() <= toolOutputBytesMax) {
        umlauts += "ä";
    }
    const std::string cut = boundedOutput(umlauts);
    QVERIFY(cut.size() <= toolOutputBytesMax);
    QVERIFY(cut.find("are left out.]") != std::string::npos);
    QVERIFY(QString::fromStdString(cut).indexOf(QChar::ReplacementCharacter) < 0);
    QCOMPARE(boundedOutput("a\xff"), std::string("a\uFFFD"));
}

void ArgumentsTest::namesStayOnOneLine()
{
    QCOMPARE(singleLine("a\nb\x1b"), std::string("a\\x0ab\\x1b"));
}

} // namespace core

QTEST_APPLESS_MAIN(core::ArgumentsTest)
#include "arguments_test.moc"
