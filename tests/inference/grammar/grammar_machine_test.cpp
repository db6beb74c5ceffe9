// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/grammar_machine.h"

#include "inference/grammar/grammar_builder.h"
#include "inference/grammar/grammar_limits.h"
#include "tests/inference/grammar/grammar_text.h"

#include <QtTest>

#include <ctime>

using namespace inference;

namespace {

class GrammarMachineTest : public QObject {
    Q_OBJECT

private slots:
    void readsNestedRules();
    void refusesLeftRecursion();
    void readsRulesThatMayBeEmpty();
    void tellsTheOnlyByte();
    void findsLikeStates();
    void forgetsAndGoesOn();
    void endsWithALimit();
    void readsUtf8Ranges();
};

/// S -> '(' S ')' S | nothing
core::Result<Grammar> brackets()
{
    GrammarBuilder builder({});
    const auto rule = builder.addRule();
    const auto inside = builder.addNode();
    const auto behind = builder.addNode();
    const auto next = builder.addNode();
    const auto end = builder.addNode();
    builder.bytes(builder.start(rule), '(', '(', inside);
    builder.call(inside, rule, behind);
    builder.bytes(behind, ')', ')', next);
    builder.call(next, rule, end);
    builder.skip(builder.start(rule), end);
    builder.markEnd(end);
    return builder.build(rule);
}

void GrammarMachineTest::readsNestedRules()
{
    const auto grammar = brackets();
    QVERIFY(grammar);
    for (const char* text : {"", "()", "()()", "(())()", "((()))"}) {
        QVERIFY2(testing::accepts(*grammar, text), text);
    }
    for (const char* text : {"(", ")", "())", "(()"}) {
        QVERIFY2(!testing::accepts(*grammar, text), text);
    }
    const std::string deep = std::string(20'000, '(') + std::string(20'000, ')');
    QVERIFY(testing::accepts(*grammar, deep));
}

/// A -> B 'a' | 'a';  B -> C;  C -> E A;  E -> nothing
void GrammarMachineTest::refusesLeftRecursion()
{
    GrammarBuilder builder({});
    const auto a = builder.addRule();
    const auto b = builder.addRule();
    const auto c = builder.addRule();
    const auto empty = builder.addRule();
    builder.markEnd(builder.start(empty));
    const auto end = builder.addNode();
    builder.markEnd(end);
    const auto behind = builder.addNode();
    const auto inC = builder.addNode();
    builder.call(builder.start(a), b, behind);
    builder.bytes(behind, 'a', 'a', end);
    builder.bytes(builder.start(a), 'a', 'a', end);
    builder.call(builder.start(b), c, end);
    builder.call(builder.start(c), empty, inC);
    builder.call(inC, a, end);
    const auto grammar = builder.build(a);
    QVERIFY(!grammar);
    QCOMPARE(grammar.error().code, core::ErrorCode::InvalidInput);
}

/// S -> E S | 'x';  E -> 'a' | nothing: an empty E must not be read for ever.
void GrammarMachineTest::readsRulesThatMayBeEmpty()
{
    GrammarBuilder builder({});
    const auto s = builder.addRule();
    const auto e = builder.addRule();
    const auto endOfE = builder.addNode();
    builder.markEnd(endOfE);
    builder.bytes(builder.start(e), 'a', 'a', endOfE);
    builder.skip(builder.start(e), endOfE);
    const auto end = builder.addNode();
    builder.markEnd(end);
    builder.call(builder.start(s), e, builder.start(s));
    builder.bytes(builder.start(s), 'x', 'x', end);
    const auto grammar = builder.build(s);
    QVERIFY(grammar);
    QVERIFY(testing::accepts(*grammar, "x"));
    QVERIFY(testing::accepts(*grammar, "aaax"));
    QVERIFY(!testing::accepts(*grammar, "aa"));
}

void GrammarMachineTest::tellsTheOnlyByte()
{
    const auto grammar = testing::grammarOfText(R"({"enum":["abc","abd"]})");
    GrammarMachine machine(*grammar);
    QVERIFY(!machine.onlyByte(machine.start())); // a space may come first
    const auto inside = testing::stateAfter(machine, "\"a");
    QVERIFY(machine.onlyByte(inside) == std::optional<std::uint8_t>('b'));
    QVERIFY(!machine.onlyByte(testing::stateAfter(machine, "\"ab")));
    const auto end = testing::stateAfter(machine, "\"abd\"");
    QVERIFY(machine.accepts(end) && !machine.goesOn(end) && !machine.onlyByte(end));
}

void GrammarMachineTest::findsLikeStates()
{
    const auto schema = core::Schema::parse(R"({"type":"string","minLength":40,"maxLength":100})");
    const auto grammar = grammarOf(*schema, {.stepBytesMax = 16});
    GrammarMachine machine(*grammar);
    const auto after = [&](std::size_t length) {
        return machine.likeness(testing::stateAfter(machine, '"' + std::string(length, 'a')));
    };
    QCOMPARE(after(0), after(23));
    QVERIFY(after(23) != after(24)); // the character that begins here and 16 more are over 40
    QCOMPARE(after(40), after(83));
    QVERIFY(after(83) != after(84));
    QVERIFY(after(39) != after(40));
}

void GrammarMachineTest::forgetsAndGoesOn()
{
    const auto grammar = testing::grammarOfText(
        R"({"type":"array","items":{"type":"array","items":{"type":"string","minLength":3}}})");
    GrammarMachine machine(*grammar);
    auto state = testing::stateAfter(machine, R"([["abc"],["ab)");
    const std::size_t before = machine.stateCount();
    state = machine.forgetAllBut(state);
    QVERIFY(machine.stateCount() < before);
    QCOMPARE(machine.next(state, '"'), GrammarMachine::dead);
    for (const char byte : std::string_view(R"(c"]])")) {
        state = machine.next(state, static_cast<std::uint8_t>(byte));
    }
    QVERIFY(machine.accepts(state));
}

/// Each level can be read in two ways that only what follows could tell apart.
void GrammarMachineTest::endsWithALimit()
{
    std::string schema = R"({"$ref":"#/$defs/l0","$defs":{)";
    for (int i = 0; i < 30; ++i) {
        const std::string next = R"({"$ref":"#/$defs/l)" + std::to_string(i + 1) + "\"}";
        const std::string object =
            R"({"type":"object","properties":{"a":)" + next + R"(},"required":["a"]})";
        schema += "\"l" + std::to_string(i) + R"(":{"anyOf":[)" + object + "," + object + "]},";
    }
    const std::clock_t before = std::clock();
    const auto grammar = testing::grammarOfText(schema + R"("l30":{"type":"null"}}})");
    QVERIFY2(grammar, grammar ? "" : grammar.error().message.c_str());
    GrammarMachine machine(*grammar);
    std::string text;
    for (int i = 0; i < 30; ++i) {
        text += R"({"a":)";
    }
    QCOMPARE(testing::stateAfter(machine, text), GrammarMachine::dead);
    QVERIFY(!machine.failure());
    QCOMPARE(machine.failure().error().code, core::ErrorCode::LimitReached);
    const qint64 elapsed = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    QVERIFY2(elapsed <= 250, QByteArray::number(elapsed));
}

void GrammarMachineTest::readsUtf8Ranges()
{
    using core::schema::CodePointSet;
    const std::vector<CodePointSet> sets{CodePointSet::all(), {{0x7E, 0x81}}, {{0x7FF, 0x801}},
        {{0xFFFE, 0x10001}}, {{0xE9, 0x20AC}}, {{0x10FFFF, 0x10FFFF}}, {{0xD000, 0xE100}},
        {{0x1F600, 0x1F64F}}, {{'a', 'a'}, {0x3042, 0x3096}}};
    for (const CodePointSet& set : sets) {
        GrammarBuilder builder({});
        const auto rule = builder.addRule();
        const auto end = builder.addNode();
        builder.markEnd(end);
        builder.characters(builder.start(rule), set, end);
        const auto grammar = builder.build(rule);
        QVERIFY(grammar);
        GrammarMachine machine(*grammar);
        for (char32_t point = 0; point <= 0x10FFFF; point += point < 0x11000 ? 1 : 61) {
            if (point < 0xD800 || point > 0xDFFF) {
                std::string text;
                core::schema::appendUtf8(text, point);
                QCOMPARE(machine.accepts(testing::stateAfter(machine, text)), set.contains(point));
            }
        }
        for (const char* wrong : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xC3"}) {
            QVERIFY(!machine.accepts(testing::stateAfter(machine, wrong)));
        }
    }
}

} // namespace

QTEST_APPLESS_MAIN(GrammarMachineTest)
#include "grammar_machine_test.moc"
