// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/tool_call_parser.h"

#include <QTest>

using namespace inference;

namespace {

struct Expected {
    std::string text;
    std::vector<std::pair<std::string, std::string>> calls; ///< name and arguments
};

struct Parsed {
    std::string text;
    std::vector<std::pair<std::string, std::string>> calls;
};

Parsed parse(const std::vector<std::string>& pieces)
{
    ToolCallParser parser;
    Parsed parsed;
    for (const std::string& piece : pieces) {
        parsed.text += parser.add(piece);
    }
    parsed.text += parser.finish();
    for (const core::ModelToolCall& call : parser.calls()) {
        parsed.calls.emplace_back(call.name, call.arguments);
    }
    return parsed;
}

} // namespace

Q_DECLARE_METATYPE(Expected)

class ToolCallParserTest : public QObject {
    Q_OBJECT

private slots:
    void partsTextAndCalls_data();

    /// Whole, byte by byte, and cut in two at every byte.
    void partsTextAndCalls()
    {
        QFETCH(std::string, answer);
        QFETCH(Expected, expected);
        std::vector<std::vector<std::string>> cuts{{answer}, {}};
        for (const char c : answer) {
            cuts[1].emplace_back(1, c);
        }
        for (std::size_t i = 0; i < answer.size(); ++i) {
            cuts.push_back({answer.substr(0, i), answer.substr(i)});
        }
        for (const auto& pieces : cuts) {
            const Parsed parsed = parse(pieces);
            QCOMPARE(parsed.text, expected.text);
            QCOMPARE(parsed.calls, expected.calls);
        }
    }

    void textIsNotHeldBackLongerThanNeeded()
    {
        ToolCallParser parser;
        QCOMPARE(parser.add("a < b"), std::string("a < b"));
        QCOMPARE(parser.add(" <tool"), std::string(" "));
        QCOMPARE(parser.add("box>"), std::string("<toolbox>"));
    }
};

void ToolCallParserTest::partsTextAndCalls_data()
{
    const std::string bad(unreadableToolName);
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<Expected>("expected");
    const auto row = [](const char* name, std::string answer, Expected expected) {
        QTest::newRow(name) << std::move(answer) << std::move(expected);
    };
    row("text only", "Hello <b>you</b> <", {"Hello <b>you</b> <", {}});
    row("nothing", "", {"", {}});
    row("a call", "<tool_call>{\"name\":\"f\",\"arguments\":{\"x\":1}}</tool_call>",
        {"", {{"f", "{\"x\":1}"}}});
    row("as it was written",
        "<tool_call>\n{ \"arguments\" : { \"b\": [1, 2 ],\"a\":\"}\\\"\" } , \"name\": \"f\" }\n"
        "</tool_call>",
        {"", {{"f", "{ \"b\": [1, 2 ],\"a\":\"}\\\"\" }"}}});
    row("text around", "I look.\n<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call> Done.",
        {"I look.\n Done.", {{"f", "{}"}}});
    row("two calls",
        "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>\n"
        "<tool_call>{\"name\":\"g\",\"arguments\":{\"y\":\"</tool\"}}</tool_call>",
        {"\n", {{"f", "{}"}, {"g", "{\"y\":\"</tool\"}"}}});
    row("arguments as a string",
        "<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"x\\\": 1}\"}</tool_call>",
        {"", {{"f", "{\"x\": 1}"}}});
    row("arguments of another type", "<tool_call>{\"name\":\"f\",\"arguments\":[1]}</tool_call>",
        {"", {{"f", "[1]"}}});
    row("no JSON", "<tool_call>f(1)</tool_call>", {"", {{bad, "f(1)"}}});
    row("broken JSON", "<tool_call>{\"name\":\"f\",\"arguments\":{</tool_call>",
        {"", {{bad, "{\"name\":\"f\",\"arguments\":{"}}});
    row("no object", "<tool_call>[]</tool_call>", {"", {{bad, "[]"}}});
    row("no name", "<tool_call>{\"arguments\":{}}</tool_call>",
        {"", {{bad, "{\"arguments\":{}}"}}});
    row("name is no text", "<tool_call>{\"name\":1,\"arguments\":{}}</tool_call>",
        {"", {{bad, "{\"name\":1,\"arguments\":{}}"}}});
    row("no arguments", "<tool_call>{\"name\":\"f\"}</tool_call>",
        {"", {{"f", "{\"name\":\"f\"}"}}});
    row("empty", "<tool_call></tool_call>", {"", {{bad, ""}}});
    row("no end", "Now: <tool_call>{\"name\":\"f\",\"arguments\":{}}",
        {"Now: ", {{bad, "{\"name\":\"f\",\"arguments\":{}}"}}});
    row("half an end", "<tool_call>{}</tool_", {"", {{bad, "{}</tool_"}}});
    row("end without begin", "a</tool_call>b", {"a</tool_call>b", {}});
    row("nested", "<tool_call><tool_call>{}</tool_call>", {"", {{bad, "<tool_call>{}"}}});
    row("beginning twice", "<tool<tool_call>1</tool_call>", {"<tool", {{bad, "1"}}});
}

QTEST_APPLESS_MAIN(ToolCallParserTest)
#include "tool_call_parser_test.moc"
