// SPDX-License-Identifier: Apache-2.0
// Which answers the grammars of the families allow.
#include "inference/engine/chat/answer_grammar.h"

#include "tests/inference/grammar/grammar_text.h"

#include <QTest>

using namespace inference;
using Kind = core::ToolChoice::Kind;

namespace {

std::vector<core::ToolDeclaration> tools()
{
    const auto object = [](const char* text) { return *core::parseOrderedJson(text); };
    return {{.name = "get",
                .description = "",
                .parameters = object(R"({"type":"object","properties":{"id":{"type":"integer"}},
                    "required":["id"],"additionalProperties":false})")},
        {.name = "get_all",
            .description = "",
            .parameters = object(R"({"type":"object","properties":{}})")},
        {.name = "odd", .description = "", .parameters = object(R"({"not":{}})")},
        {.name = "large",
            .description = "",
            .parameters = object(R"({"type":"object","properties":{"a":{"type":"string",
                "maxLength":1000000000}}})")}};
}

} // namespace

class AnswerGrammarTest : public QObject {
    Q_OBJECT

private slots:
    void allows_data();
    void allows();
    void keepsSchemas();
    void refusesChoices();
    void knowsFreeAnswers();
};

namespace {

void row(CallFormat format, Kind choice, const char* text, bool isAllowed)
{
    QTest::addRow(
        "%s %d: %.60s", std::string(callFormatName(format)).c_str(), static_cast<int>(choice), text)
        << static_cast<int>(format) << static_cast<int>(choice) << QByteArray(text) << isAllowed;
}

void taggedCalls()
{
    const CallFormat tagged = CallFormat::Tagged;
    row(tagged, Kind::Auto, "", true);
    row(tagged, Kind::Auto, "Hello {\"name\": 1} <tool_cal", true);
    row(tagged, Kind::Auto,
        "<tool_call>\n{\"name\": \"get\", \"arguments\": {\"id\": 7}}\n</tool_call>", true);
    row(tagged, Kind::Auto,
        "I \"call\" it: <tool_call>{\"name\":\"get_all\",\"arguments\":{}}</tool_call>\n"
        "<tool_call>{\"name\":\"odd\",\"arguments\":{\"a\":[1]}}</tool_call> done",
        true);
    row(tagged, Kind::Auto,
        "<tool_call>{\"name\":\"get\",\"arguments\":{\"id\":\"7\"}}</tool_call>", false);
    row(tagged, Kind::Auto, "<tool_call>{\"name\":\"large\",\"arguments\":{\"b\":1}}</tool_call>",
        true);
    row(tagged, Kind::Auto, "<tool_call>{\"name\":\"put\",\"arguments\":{}}</tool_call>", false);
    row(tagged, Kind::Auto, "<tool_call>{\"name\":\"get\"", false);
    row(tagged, Kind::Auto, "<think>a <tool_call> is not needed</think>No.", true);
    row(tagged, Kind::Auto, "<think>no</think><tool_call> is", false);
    row(tagged, Kind::None, "Hello", true);
    row(tagged, Kind::None, "Hello <tool_call>", false);
    row(tagged, Kind::Required, "Hello", false);
    row(tagged, Kind::Required, "", false);
    row(tagged, Kind::Required, "<tool_call>{\"name\":\"get_all\",\"arguments\":{}}</tool_call>",
        true);
    row(tagged, Kind::Named, "<tool_call>{\"name\":\"get_all\",\"arguments\":{}}</tool_call>",
        true);
    row(tagged, Kind::Named, "<tool_call>{\"name\":\"get\",\"arguments\":{\"id\":1}}</tool_call>",
        false);
}

void callsInJson()
{
    const CallFormat llama = CallFormat::Llama;
    row(llama, Kind::Auto, "Hello", true);
    row(llama, Kind::Auto, "{\"nam", true);
    row(llama, Kind::Auto, "{\"names\": []}", true);
    row(llama, Kind::Auto, "{\"name\": \"get\", \"parameters\": {\"id\": 1}}", true);
    row(llama, Kind::Auto, "<|python_tag|>{\"name\": \"get\", \"parameters\": {\"id\": 1}}", true);
    row(llama, Kind::Auto, "<|python_tag|>{\"name\": \"put\", \"parameters\": {}}", false);
    row(llama, Kind::Auto, "{\"name\": \"get\", \"parameters\": {\"id\": \"1\"}}", false);
    row(llama, Kind::Required,
        "{\"name\": \"get_all\", \"parameters\": {}}; {\"name\": \"get\", \"parameters\": {\"id\": "
        "2}}",
        true);
    row(llama, Kind::Required, "No.", false);
    const CallFormat mistral = CallFormat::Mistral;
    row(mistral, Kind::Auto,
        "[TOOL_CALLS][{\"name\": \"get\", \"arguments\": {\"id\": 1}, \"id\": \"abcdefghi\"}, "
        "{\"name\": \"get_all\", \"arguments\": {}}]",
        true);
    row(mistral, Kind::Auto, "[TOOL_CALLS]get[ARGS]{\"id\": 1}", true);
    row(mistral, Kind::Auto, "[TOOL_CALLS]get[CALL_ID]12[ARGS]{\"id\": 1}", true);
    row(mistral, Kind::Auto, "[TOOL_CALLS]get[ARGS]{\"id\": true}", false);
    row(mistral, Kind::Named, "[TOOL_CALLS]get_all[ARGS]{}", true);
}

void callsBetweenMarkers()
{
    const CallFormat deepSeek = CallFormat::DeepSeek;
    row(deepSeek, Kind::Required,
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get\n```json\n{\"id\":1}"
        "\n```"
        "<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        true);
    row(deepSeek, Kind::Auto,
        "So<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get\n```json\n{}\n```",
        false);
    const CallFormat harmony = CallFormat::Harmony;
    row(harmony, Kind::Auto,
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>commentary "
        "to=functions.get <|constrain|>json<|message|>{\"id\":3}",
        true);
    row(harmony, Kind::Auto, "<|channel|>commentary to=functions.get<|message|>{\"id\":\"3\"}",
        false);
    row(harmony, Kind::Auto, "<|channel|>commentary to=functions.gets <|message|>{}", false);
    row(harmony, Kind::Named, "<|channel|>commentary to=functions.get_all<|message|>{}", true);
    row(CallFormat::Function, Kind::Named,
        "<tool_call>\n<function=get_all>\n</function>\n</tool_call>", true);
    row(CallFormat::Function, Kind::Named, "<tool_call>\n<function=get>", false);
}

} // namespace

void AnswerGrammarTest::allows_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("choice");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isAllowed");
    taggedCalls();
    callsInJson();
    callsBetweenMarkers();
}

void AnswerGrammarTest::allows()
{
    QFETCH(int, format);
    QFETCH(int, choice);
    QFETCH(QByteArray, text);
    QFETCH(bool, isAllowed);
    const auto declared = tools();
    const auto grammar = answerGrammar({.callFormat = static_cast<CallFormat>(format),
                                           .tools = declared,
                                           .choice = {static_cast<Kind>(choice), "get_all"}},
        {});
    QVERIFY2(grammar, grammar ? "" : grammar.error().message.c_str());
    QCOMPARE(testing::accepts(*grammar, text.toStdString()), isAllowed);
}

void AnswerGrammarTest::keepsSchemas()
{
    const auto schema = core::Schema::parse(R"({"type":"integer"})");
    const auto plain = answerGrammar({.schema = &*schema}, {});
    QVERIFY(testing::accepts(*plain, "12") && testing::accepts(*plain, " 12"));
    QVERIFY(!testing::accepts(*plain, "twelve"));
    const auto thinking = answerGrammar({.startsInReasoning = true, .schema = &*schema}, {});
    QVERIFY(testing::accepts(*thinking, "Is it 12?</think>\n\n12"));
    QVERIFY(!testing::accepts(*thinking, "12"));
    const auto harmony = answerGrammar({.callFormat = CallFormat::Harmony, .schema = &*schema}, {});
    QVERIFY(testing::accepts(*harmony, "<|channel|>final<|message|>12"));
}

void AnswerGrammarTest::refusesChoices()
{
    const auto declared = tools();
    const auto missing = answerGrammar(
        {.callFormat = CallFormat::Tagged, .tools = declared, .choice = {Kind::Named, "put"}}, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, core::ErrorCode::InvalidInput);
    QVERIFY(missing.error().message.find("'put'") != std::string::npos);
    const auto untaught = answerGrammar({.tools = declared, .choice = {Kind::Required, ""}}, {});
    QVERIFY(!untaught);
    QCOMPARE(untaught.error().code, core::ErrorCode::Unsupported);
}

void AnswerGrammarTest::knowsFreeAnswers()
{
    const auto declared = tools();
    QVERIFY(isFreeAnswer({.callFormat = CallFormat::Tagged}));
    QVERIFY(isFreeAnswer({.callFormat = CallFormat::Function, .tools = declared}));
    QVERIFY(!isFreeAnswer({.callFormat = CallFormat::Tagged, .tools = declared}));
    QVERIFY(!isFreeAnswer({.choice = {Kind::Required, ""}}));
}

QTEST_APPLESS_MAIN(AnswerGrammarTest)
#include "answer_grammar_test.moc"
