// SPDX-License-Identifier: Apache-2.0
// Answers of every family: whole, byte by byte, and cut in two at every byte.
#include "inference/engine/chat/answer_parser.h"

#include <QTest>

#include <utility>

using namespace inference;

namespace {

using Calls = std::vector<std::pair<std::string, std::string>>; ///< names and arguments

struct Expected {
    std::string text;
    Calls calls = {};
    std::string reasoning = {};
};

struct Row {
    CallFormat format = CallFormat::Tagged;
    std::string answer;
    Expected expected;
    bool startsInReasoning = false;
};

core::ToolDeclaration typedTool()
{
    return {.name = "f",
        .description = {},
        .parameters = core::OrderedJson::parse(
            R"({"type": "object", "properties": {"s": {"type": "string"}, "n": {"type": "integer"}}})")};
}

Expected parse(const Row& row, const std::vector<std::string>& pieces)
{
    const auto parser = AnswerParser::create({.callFormat = row.format,
        .trims = true,
        .startsInReasoning = row.startsInReasoning,
        .tools = {typedTool()}});
    Expected parsed;
    const auto take = [&](const AnswerDelta& delta) {
        parsed.text += delta.text;
        parsed.reasoning += delta.reasoning;
    };
    for (const std::string& piece : pieces) {
        take(parser->add(piece));
    }
    take(parser->finish());
    for (const core::ModelToolCall& call : parser->calls()) {
        parsed.calls.emplace_back(call.name, call.arguments);
    }
    return parsed;
}

std::vector<std::vector<std::string>> cutsOf(const std::string& answer)
{
    std::vector<std::vector<std::string>> cuts{{answer}, {}};
    for (const char c : answer) {
        cuts[1].emplace_back(1, c);
    }
    for (std::size_t i = 0; i < answer.size(); ++i) {
        cuts.push_back({answer.substr(0, i), answer.substr(i)});
    }
    return cuts;
}

const std::string bad(unreadableToolName);

/// A call of DeepSeek's: `head`, the separator, `arguments`.
std::string deepSeekCall(const std::string& head, const std::string& arguments)
{
    return "<｜tool▁call▁begin｜>" + head + "<｜tool▁sep｜>" + arguments + "<｜tool▁call▁end｜>";
}

std::string deepSeekCalls(const std::string& calls)
{
    return "<｜tool▁calls▁begin｜>" + calls + "<｜tool▁calls▁end｜>";
}

} // namespace

Q_DECLARE_METATYPE(Row)

class AnswerParserTest : public QObject {
    Q_OBJECT

private:
    static void row(const char* name, CallFormat format, std::string answer, Expected expected,
        bool startsInReasoning = false)
    {
        QTest::addRow("%s: %s", std::string(callFormatName(format)).c_str(), name)
            << Row{format, std::move(answer), std::move(expected), startsInReasoning};
    }

    static void taggedRows();
    static void functionRows();
    static void llamaRows();
    static void mistralRows();
    static void deepSeekRows();
    static void harmonyRows();
    static void reasoningRows();

private slots:
    void partsAnswers_data()
    {
        QTest::addColumn<Row>("row");
        taggedRows();
        functionRows();
        llamaRows();
        mistralRows();
        deepSeekRows();
        harmonyRows();
        reasoningRows();
    }

    void partsAnswers()
    {
        QFETCH(Row, row);
        for (const auto& pieces : cutsOf(row.answer)) {
            const Expected parsed = parse(row, pieces);
            QCOMPARE(parsed.text, row.expected.text);
            QCOMPARE(parsed.reasoning, row.expected.reasoning);
            QCOMPARE(parsed.calls, row.expected.calls);
        }
    }

    void everyBeginningOfAnAnswerIsRead()
    {
        // Cut off anywhere: no crash, and never the beginning of a marker as text.
        const std::string whole = "<think>\nhm\n</think>\n\nSee.\n<tool_call>\n"
                                  "{\"name\": \"f\", \"arguments\": {\"s\": \"}\"}}\n</tool_call>";
        for (std::size_t length = 0; length <= whole.size(); ++length) {
            const auto parser =
                AnswerParser::create({.callFormat = CallFormat::Tagged, .trims = true});
            const std::string text = parser->add(whole.substr(0, length)).text;
            QVERIFY2(text.find('<') == std::string::npos, text.c_str());
        }
    }

    void textIsNotHeldBackLongerThanNeeded()
    {
        const auto parser = AnswerParser::create({.callFormat = CallFormat::Tagged, .trims = true});
        QCOMPARE(parser->add("a < b").text, std::string("a < b"));
        QCOMPARE(parser->add(" <tool").text, std::string());
        QCOMPARE(parser->add("box>").text, std::string(" <toolbox>"));
        const auto llama = AnswerParser::create({.callFormat = CallFormat::Llama, .trims = true});
        QCOMPARE(llama->add("{\"city\": ").text, std::string("{\"city\":"));
        const auto plain = AnswerParser::create({});
        QCOMPARE(plain->add(" <think>").text, std::string(" <think>"));
    }

    void idsAreKeptWhereTheModelWroteThem()
    {
        const auto parser = AnswerParser::create({.callFormat = CallFormat::Mistral});
        parser->add("[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {}, \"id\": \"abcdefghi\"}]");
        parser->add("[TOOL_CALLS]g[CALL_ID]123456789[ARGS]{}");
        parser->finish();
        QCOMPARE(parser->calls().size(), std::size_t{2});
        QCOMPARE(parser->calls()[0].callId, std::string("abcdefghi"));
        QCOMPARE(parser->calls()[1].callId, std::string("123456789"));
    }

    void aLongHeadIsText()
    {
        const auto parser = AnswerParser::create({.callFormat = CallFormat::Harmony});
        const std::string words(3 * harmonyWords, 'x');
        QCOMPARE(parser->add(words).text + parser->finish().text, words);
    }

private:
    static constexpr std::size_t harmonyWords = 512;
};

void AnswerParserTest::taggedRows()
{
    const auto tagged = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::Tagged, std::move(answer), std::move(expected));
    };
    tagged("text only", "Hello <b>you</b> <", {"Hello <b>you</b> <"});
    tagged("nothing", "", {""});
    tagged("a call", "<tool_call>{\"name\":\"f\",\"arguments\":{\"x\":1}}</tool_call>",
        {"", {{"f", "{\"x\":1}"}}});
    tagged("as it was written",
        "<tool_call>\n{ \"arguments\" : { \"b\": [1, 2 ],\"a\":\"}\\\"\" } , \"name\": \"f\" }\n"
        "</tool_call>",
        {"", {{"f", "{ \"b\": [1, 2 ],\"a\":\"}\\\"\" }"}}});
    tagged("text around", "I look.\n<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call> Done.",
        {"I look.\n Done.", {{"f", "{}"}}});
    tagged("two calls",
        "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>\n"
        "<tool_call>{\"name\":\"g\",\"arguments\":{\"y\":\"</tool\"}}</tool_call>",
        {"", {{"f", "{}"}, {"g", "{\"y\":\"</tool\"}"}}});
    tagged("an end inside a string",
        "<tool_call>{\"name\":\"f\",\"arguments\":{\"y\":\"</tool_call>\"}}</tool_call>.",
        {".", {{"f", "{\"y\":\"</tool_call>\"}"}}});
    tagged("a string that never ends", "<tool_call>{\"name\":\"f</tool_call> a </tool_call> b",
        {"a </tool_call> b", {{bad, "{\"name\":\"f"}}});
    tagged("arguments as a string",
        "<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"x\\\": 1}\"}</tool_call>",
        {"", {{"f", "{\"x\": 1}"}}});
    tagged("arguments of another type", "<tool_call>{\"name\":\"f\",\"arguments\":[1]}</tool_call>",
        {"", {{"f", "[1]"}}});
    tagged("no JSON", "<tool_call>f(1)</tool_call>", {"", {{bad, "f(1)"}}});
    tagged("broken JSON", "<tool_call>{\"name\":\"f\",\"arguments\":{</tool_call>",
        {"", {{bad, "{\"name\":\"f\",\"arguments\":{"}}});
    tagged("no object", "<tool_call>[]</tool_call>", {"", {{bad, "[]"}}});
    tagged("no name", "<tool_call>{\"arguments\":{}}</tool_call>",
        {"", {{bad, "{\"arguments\":{}}"}}});
    tagged("name is no text", "<tool_call>{\"name\":1,\"arguments\":{}}</tool_call>",
        {"", {{bad, "{\"name\":1,\"arguments\":{}}"}}});
    tagged("no arguments", "<tool_call>{\"name\":\"f\"}</tool_call>",
        {"", {{"f", "{\"name\":\"f\"}"}}});
    tagged("empty", "<tool_call></tool_call>", {"", {{bad, ""}}});
    tagged("no end", "Now: <tool_call>{\"name\":\"f\",\"arguments\":{}}",
        {"Now:", {{bad, "{\"name\":\"f\",\"arguments\":{}}"}}});
    tagged("half an end", "<tool_call>{}</tool_", {"", {{bad, "{}</tool_"}}});
    tagged("end without begin", "a</tool_call>b", {"a</tool_call>b"});
    tagged("nested", "<tool_call><tool_call>{}</tool_call>", {"", {{bad, "<tool_call>{}"}}});
    tagged("beginning twice", "<tool<tool_call>1</tool_call>", {"<tool", {{bad, "1"}}});
    tagged("a block of functions is none of ours", "a <function=f></function>",
        {"a <function=f></function>"});
}

void AnswerParserTest::functionRows()
{
    const auto function = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::Function, std::move(answer), std::move(expected));
    };
    function("a call",
        "See.\n\n<tool_call>\n<function=f>\n<parameter=s>\nA-17\n</parameter>\n<parameter=n>\n3\n"
        "</parameter>\n</function>\n</tool_call>",
        {"See.", {{"f", "{\"s\":\"A-17\",\"n\":3}"}}});
    function("text stays text where the schema says so",
        "<tool_call>\n<function=f>\n<parameter=s>\n123\n</parameter>\n</function>\n</tool_call>",
        {"", {{"f", "{\"s\":\"123\"}"}}});
    function("values without a schema",
        "<tool_call><function=g><parameter=a>True</parameter><parameter=b>None</parameter>"
        "<parameter=c>[1, {\"x\": \"}\"}]</parameter><parameter=d>two words</parameter></function>"
        "</tool_call>",
        {"", {{"g", "{\"a\":true,\"b\":null,\"c\":[1,{\"x\":\"}\"}],\"d\":\"two words\"}"}}});
    function("many lines and the form's own tags",
        "<tool_call>\n<function=f>\n<parameter=s>\na\n\n</parameter> \"b\"\n</tool_call>\n"
        "</parameter>\n</function>\n</tool_call>",
        {"", {{"f", "{\"s\":\"a\\n\\n</parameter> \\\"b\\\"\\n</tool_call>\"}"}}});
    function("no end of a parameter",
        "<tool_call><function=f><parameter=s>\na\n<parameter=n>2</function></tool_call>",
        {"", {{"f", "{\"s\":\"a\",\"n\":2}"}}});
    function("without tags", "Look: <function=f>\n<parameter=n>\n1\n</parameter>\n</function> ok",
        {"Look:  ok", {{"f", "{\"n\":1}"}}});
    function("no parameters", "<tool_call>\n<function=f>\n</function>\n</tool_call>",
        {"", {{"f", "{}"}}});
    function("two calls",
        "<tool_call>\n<function=f>\n</function>\n</tool_call>\n<tool_call>\n<function=g>\n"
        "</function>\n</tool_call>",
        {"", {{"f", "{}"}, {"g", "{}"}}});
    function("JSON all the same", "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>",
        {"", {{"f", "{}"}}});
    function("no name", "<tool_call><function=></function></tool_call>",
        {"", {{bad, "<function=></function>"}}});
    function("something else inside", "<tool_call><function=f>x</function></tool_call>",
        {"", {{bad, "<function=f>x</function>"}}});
    function("cut off", "<tool_call>\n<function=f>\n<parameter=s>\nA",
        {"", {{bad, "<function=f>\n<parameter=s>\nA"}}});
    function("half a tag is text", "a <func", {"a <func"});
}

void AnswerParserTest::llamaRows()
{
    const auto llama = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::Llama, std::move(answer), std::move(expected));
    };
    llama("a call", "{\"name\": \"f\", \"parameters\": {\"s\": \"{\\\"}\"}}",
        {"", {{"f", "{\"s\": \"{\\\"}\"}"}}});
    llama("with a type", "\n{\"type\": \"function\", \"name\": \"f\", \"parameters\": {}}",
        {"", {{"f", "{}"}}});
    llama("behind the tag", "<|python_tag|>{\"name\": \"f\", \"parameters\": {}}",
        {"", {{"f", "{}"}}});
    llama("two calls",
        "{\"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\", \"parameters\": {\"a\": [1]}}",
        {"", {{"f", "{}"}, {"g", "{\"a\": [1]}"}}});
    llama("two calls behind tags",
        "<|python_tag|>{\"name\": \"f\", \"parameters\": {}}<|python_tag|>{\"name\": \"g\", "
        "\"arguments\": {}}",
        {"", {{"f", "{}"}, {"g", "{}"}}});
    llama("a call after text", "I look:\n{\"name\": \"f\", \"parameters\": {}}\nDone.",
        {"I look:\nDone.", {{"f", "{}"}}});
    llama("a taught tool", "<|python_tag|>search.call(query=\"a, (b)\", n=2)",
        {"", {{"search", "{\"query\":\"a, (b)\",\"n\":2}"}}});
    llama("code", "<|python_tag|>print(1)", {"", {{bad, "print(1)"}}});
    llama("JSON that is no call", "{\"name\": \"Bob\", \"age\": 3}",
        {"{\"name\": \"Bob\", \"age\": 3}"});
    llama("other JSON", "{\"age\": {\"x\": 1}}", {"{\"age\": {\"x\": 1}}"});
    llama("JSON inside a line", "so {\"name\": \"f\", \"parameters\": {}}",
        {"so {\"name\": \"f\", \"parameters\": {}}"});
    llama("cut off", "{\"name\": \"f\", \"parameters\": {\"a\": ",
        {"", {{bad, "{\"name\": \"f\", \"parameters\": {\"a\": "}}});
    llama("cut off before it is a call", "{\"name\": \"f", {"{\"name\": \"f"});
    llama("half a tag is text", "a <|python", {"a <|python"});
    llama("text after a brace", "{", {"{"});
}

void AnswerParserTest::mistralRows()
{
    const auto mistral = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::Mistral, std::move(answer), std::move(expected));
    };
    mistral("a call", "[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {\"a\": \"]}\"}}]",
        {"", {{"f", "{\"a\": \"]}\"}"}}});
    mistral("two calls",
        "[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}}, {\"name\": \"g\", \"arguments\": "
        "{\"a\": [1]}, \"id\": \"abcdefghi\"}]",
        {"", {{"f", "{}"}, {"g", "{\"a\": [1]}"}}});
    mistral("text around", "See.[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {}}] Done.",
        {"See. Done.", {{"f", "{}"}}});
    mistral("one object", "[TOOL_CALLS]{\"name\": \"f\", \"arguments\": {}}", {"", {{"f", "{}"}}});
    mistral("a name and arguments",
        "[TOOL_CALLS]f[ARGS]{\"a\": \"}\"}[TOOL_CALLS]g[CALL_ID]123456789[ARGS]{}",
        {"", {{"f", "{\"a\": \"}\"}"}, {"g", "{}"}}});
    mistral("one is none", "[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {}}, {\"x\": 1}]",
        {"", {{"f", "{}"}, {bad, "{\"x\": 1}"}}});
    mistral("an empty list", "[TOOL_CALLS][]", {"", {{bad, "[]"}}});
    mistral("no arguments mark", "[TOOL_CALLS]f{\"a\": 1}", {"", {{bad, "f{\"a\": 1}"}}});
    mistral("cut off", "[TOOL_CALLS][{\"name\": \"f\", \"argu",
        {"", {{bad, "[{\"name\": \"f\", \"argu"}}});
    mistral("no JSON", "[TOOL_CALLS]nothing", {"", {{bad, "nothing"}}});
    mistral("half a marker is text", "a [TOOL_", {"a [TOOL_"});
}

void AnswerParserTest::deepSeekRows()
{
    const auto deepSeek = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::DeepSeek, std::move(answer), std::move(expected));
    };
    deepSeek("a call",
        "See." + deepSeekCalls(deepSeekCall("function", "f\n```json\n{\"a\": \"```\"}\n```")),
        {"See.", {{"f", "{\"a\": \"```\"}"}}});
    deepSeek("two calls",
        deepSeekCalls(deepSeekCall("function", "f\n```json\n{}\n```") + "\n"
            + deepSeekCall("function", "g\n```json\n{\"b\": [1]}\n```"))
            + "Done.",
        {"Done.", {{"f", "{}"}, {"g", "{\"b\": [1]}"}}});
    deepSeek("name and arguments", deepSeekCalls(deepSeekCall("f", "{\"a\": 1}")),
        {"", {{"f", "{\"a\": 1}"}}});
    deepSeek("no JSON", deepSeekCalls(deepSeekCall("function", "f\n```json\nx\n```")),
        {"", {{"f", "x"}}});
    deepSeek("no separator", "<｜tool▁call▁begin｜>f{}<｜tool▁call▁end｜>", {"", {{bad, "f{}"}}});
    deepSeek("cut off", "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f",
        {"", {{bad, "function<｜tool▁sep｜>f"}}});
    deepSeek("half a marker is text", "a <｜tool▁ca", {"a <｜tool▁ca"});
    deepSeek("other marks are text", "a ｜ <｜b｜>", {"a ｜ <｜b｜>"});
}

void AnswerParserTest::harmonyRows()
{
    const auto harmony = [](const char* name, std::string answer, Expected expected) {
        row(name, CallFormat::Harmony, std::move(answer), std::move(expected));
    };
    harmony("thinks and answers",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Hi",
        {"Hi", {}, "hm"});
    harmony("a call",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant to=functions.f<|channel|>"
        "commentary json<|message|>{\"a\": \"}\"}<|call|>",
        {"", {{"f", "{\"a\": \"}\"}"}}, "hm"});
    harmony("the recipient behind the channel",
        "<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}", {"", {{"f", "{}"}}});
    harmony("text before a call",
        "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>commentary "
        "to=functions.f<|message|>{",
        {"I look.", {{"f", "{"}}});
    harmony("two thoughts",
        "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>analysis<|message|>b"
        "<|end|><|start|>assistant<|channel|>final<|message|>c<|return|>",
        {"c", {}, "a\n\nb"});
    harmony("no end before the next",
        "<|channel|>analysis<|message|>a<|start|>assistant<|channel|>final<|message|>b",
        {"b", {}, "a"});
    harmony("without channels", "Just text", {"Just text"});
    harmony("a head that breaks off", "<|channel|>final<|mess", {""});
    harmony("half a marker is text", "<|channel|>final<|message|>a <|en", {"a <|en"});
}

void AnswerParserTest::reasoningRows()
{
    row("parted from the answer", CallFormat::Tagged, "<think>\nhm < 3\n</think>\n\nDone.",
        {"Done.", {}, "hm < 3"});
    row("other brackets", CallFormat::Mistral, "[THINK]hm[/THINK]Done.", {"Done.", {}, "hm"});
    row("none", CallFormat::None, "<think>\n\n</think>\n\nDone.", {"Done."});
    row("begun by the prompt", CallFormat::DeepSeek, "hm\n</think>\nDone.", {"Done.", {}, "hm"},
        true);
    row("cut off", CallFormat::Tagged, "<think>hm </thi", {"", {}, "hm </thi"});
    row("before a call", CallFormat::Tagged,
        "<think>hm</think>\n<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>",
        {"", {{"f", "{}"}}, "hm"});
    row("calls inside are thoughts", CallFormat::Tagged, "<think><tool_call>x</tool_call></think>y",
        {"y", {}, "<tool_call>x</tool_call>"});
    row("later it is text", CallFormat::Tagged, "a <think>b</think>", {"a <think>b</think>"});
}

QTEST_APPLESS_MAIN(AnswerParserTest)
#include "answer_parser_test.moc"
