// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/schema_grammar.h"

#include "inference/grammar/grammar_limits.h"
#include "tests/core/text/schema/schema_cases.h"
#include "tests/inference/grammar/grammar_text.h"

#include <QtTest>

#include <ctime>

using namespace inference;

namespace {

/// What a refusal of any schema may take, in time of the processor.
constexpr qint64 refusalMs = 250;

class SchemaGrammarTest : public QObject {
    Q_OBJECT

private slots:
    void writesWhatItShould_data();
    void writesWhatItShould();
    void allowsNoPadding();
    void endsEveryNumber();
    void refusesWhatNoTextMeets_data();
    void refusesWhatNoTextMeets();
    void endsHostileSchemas_data();
    void endsHostileSchemas();
    void keepsToTheDepthThatIsParsed();
    void leavesOutWhatCannotBeSpelled();
};

void SchemaGrammarTest::writesWhatItShould_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isWritten");
    for (const testing::SchemaCase& one : testing::schemaCases()) {
        const auto rows = [&](const std::vector<const char*>& texts, bool isWritten) {
            for (const char* text : texts) {
                QTest::addRow("%s: %s", one.name, text)
                    << QByteArray(one.schema) << QByteArray(text) << isWritten;
            }
        };
        rows(one.written, true);
        rows(one.allowed, false);
        rows(one.refused, false);
    }
}

void SchemaGrammarTest::writesWhatItShould()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, text);
    QFETCH(bool, isWritten);
    const auto grammar = testing::grammarOfText(schema.toStdString());
    QVERIFY2(grammar, grammar ? "" : grammar.error().message.c_str());
    QCOMPARE(testing::accepts(*grammar, text.toStdString()), isWritten);
}

void SchemaGrammarTest::allowsNoPadding()
{
    const auto grammar = testing::grammarOfText("true");
    QVERIFY(testing::accepts(*grammar, R"( {"a": [1, 2]})"));
    for (const char* text : {"  1", R"({ "a":1})", R"({"a" :1})", R"({"a":  1})", "[1,  2]",
             "[1 ,2]", "[1\n]", "1 ", "[ ]"})
    {
        QVERIFY2(!testing::accepts(*grammar, text), text);
    }
}

void SchemaGrammarTest::endsEveryNumber()
{
    for (const char* schema : {R"({"type":"number"})", R"({"type":"integer"})",
             R"({"type":"number","minimum":-3.5})", R"({"type":"number","multipleOf":0.01})"})
    {
        const auto grammar = testing::grammarOfText(schema);
        QVERIFY(grammar);
        GrammarMachine machine(*grammar);
        for (const char* digits : {"-1", "0.1", "12345.678"}) {
            std::string text = digits;
            while (machine.next(testing::stateAfter(machine, text), '0') != GrammarMachine::dead) {
                text += '0';
                QVERIFY2(text.size() < 40, text.c_str());
            }
        }
    }
}

void SchemaGrammarTest::refusesWhatNoTextMeets_data()
{
    QTest::addColumn<QByteArray>("schema");
    const auto row = [](const char* name, const char* schema) {
        QTest::newRow(name) << QByteArray(schema);
    };
    row("false", "false");
    row("bounds that cross", R"({"type":"integer","minimum":3,"maximum":2})");
    row("lengths that cross", R"({"type":"string","minLength":3,"maxLength":2})");
    row("counts that cross", R"({"type":"array","minItems":2,"maxItems":1})");
    row("no items", R"({"type":"array","items":false,"minItems":1})");
    row("types that exclude one another", R"({"allOf":[{"type":"string"},{"type":"null"}]})");
    row("values that exclude one another", R"({"allOf":[{"enum":[1]},{"enum":[2]}]})");
    row("patterns that exclude one another",
        R"({"type":"string","allOf":[{"pattern":"^a$"},{"pattern":"^b$"}]})");
    row("a required property that cannot be",
        R"({"type":"object","properties":{"a":false},"required":["a"]})");
    row("recursion without an end",
        R"({"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]})");
    row("a list without an end", R"({"type":"array","items":{"$ref":"#"},"minItems":1})");
    row("no multiple", R"({"type":"integer","multipleOf":10,"minimum":1,"maximum":9})");
}

void SchemaGrammarTest::refusesWhatNoTextMeets()
{
    QFETCH(QByteArray, schema);
    const auto grammar = testing::grammarOfText(schema.toStdString());
    QVERIFY(!grammar);
    QCOMPARE(grammar.error().code, core::ErrorCode::Unsupported);
    QCOMPARE(grammar.error().detail, std::string("E_GRAMMAR"));
}

void SchemaGrammarTest::endsHostileSchemas_data()
{
    QTest::addColumn<QByteArray>("schema");
    const auto row = [](const char* name, const char* schema) {
        QTest::newRow(name) << QByteArray(schema);
    };
    row("a very long text", R"({"type":"string","maxLength":1000000000})");
    row("a very long list", R"({"type":"array","items":{"type":"null"},"minItems":1000000000})");
    row("counts beside a pattern",
        R"x({"type":"string","pattern":"^([a-z]{10}){50}$","minLength":300,"maxLength":400})x");
    row("steps of many digits", R"({"type":"integer","multipleOf":999983})");
}

void SchemaGrammarTest::endsHostileSchemas()
{
    QFETCH(QByteArray, schema);
    const std::string text = schema.toStdString();
    const std::clock_t before = std::clock();
    const auto grammar = testing::grammarOfText(text);
    const qint64 elapsed = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    QVERIFY(!grammar);
    QVERIFY2(elapsed <= refusalMs, QByteArray::number(elapsed));
    if (grammar.error().code == core::ErrorCode::LimitReached) {
        QVERIFY(grammar.error().message.find(std::to_string(limits::grammarNodesMax))
            != std::string::npos);
    } else {
        QCOMPARE(grammar.error().code, core::ErrorCode::Unsupported); // no text of 500 is so short
    }
}

void SchemaGrammarTest::keepsToTheDepthThatIsParsed()
{
    const auto lists = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    const auto any = testing::grammarOfText("true");
    QVERIFY(testing::accepts(*any, lists(limits::grammarDepthMax)));
    QVERIFY(core::parseJson(lists(limits::grammarDepthMax)));
    QVERIFY(!testing::accepts(*any, lists(limits::grammarDepthMax + 1)));
    QVERIFY(!core::parseJson(lists(limits::grammarDepthMax + 1)));
    // An item takes two levels more: where only one is left, none may begin.
    const auto pairs = testing::grammarOfText(
        R"({"type":"array","items":{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}})");
    QVERIFY(pairs);
    GrammarMachine machine(*pairs);
    std::string text;
    for (std::size_t i = 0; i < limits::grammarDepthMax / 2 - 1; ++i) {
        text += R"([{"a":)";
    }
    text += "[";
    QVERIFY(testing::stateAfter(machine, text + "]") != GrammarMachine::dead);
    QCOMPARE(testing::stateAfter(machine, text + "{"), GrammarMachine::dead);
}

void SchemaGrammarTest::leavesOutWhatCannotBeSpelled()
{
    const auto schema = core::Schema::parse(R"({"enum":["ab","aB","\u00e4"]})");
    const GrammarBuilder::Options options{.alphabet = {{' ', '@'}, {'[', '~'}}, .stepBytesMax = 0};
    const auto grammar = grammarOf(*schema, options);
    QVERIFY(grammar);
    QVERIFY(testing::accepts(*grammar, R"("ab")"));
    QVERIFY(!testing::accepts(*grammar, R"("aB")"));
    const auto none = grammarOf(*core::Schema::parse(R"({"const":"B"})"), options);
    QVERIFY(!none);
    QVERIFY(none.error().message.find("tokenizer") != std::string::npos);
}

} // namespace

QTEST_APPLESS_MAIN(SchemaGrammarTest)
#include "schema_grammar_test.moc"
