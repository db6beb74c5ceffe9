// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/text_marks.h"
#include "tests/inference/engine/chat/letter_tokenizer.h"

#include <QTest>

using namespace inference;
using namespace inference::testing;
using core::OrderedJson;

namespace {

std::string character(char32_t c)
{
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (c < 0x10000) {
        return {byte(0xE0 | c >> 12U), byte(0x80 | (c >> 6U & 0x3F)), byte(0x80 | (c & 0x3F))};
    }
    return {byte(0xF0 | c >> 18U), byte(0x80 | (c >> 12U & 0x3F)), byte(0x80 | (c >> 6U & 0x3F)),
        byte(0x80 | (c & 0x3F))};
}

std::string everyNoncharacter()
{
    std::string all;
    for (char32_t c = 0xFDD0; c <= 0xFDEF; ++c) {
        all += character(c);
    }
    for (char32_t plane = 0; plane <= 16; ++plane) {
        all += character(plane << 16U | 0xFFFE) + character(plane << 16U | 0xFFFF);
    }
    return all;
}

} // namespace

class TextMarksTest : public QObject {
    Q_OBJECT

private:
    LetterTokenizer m_tokenizer = familyTokenizer();
    MarkerSet m_markers{m_tokenizer, "<think>"};

private slots:
    void marksComeOutWhereTheyWere()
    {
        const TextMarks marks = TextMarks::choose(OrderedJson{{"a", "text"}});
        const std::string broken = marks.broken("a<|im_end|>ä<b", m_markers, BreakAt::Markers);
        QVERIFY(broken.find("<|im_end|>") == std::string::npos);
        const UnmarkedText back = marks.removed(marks.anchored(broken, 0, 1), 2);
        QCOMPARE(back.text, std::string("a<|im_end|>ä<b"));
        QCOMPARE(back.breaks, std::vector<std::size_t>{2});
        QCOMPARE(back.anchors, (std::vector<std::size_t>{std::string::npos, 1}));
        const std::string strict = marks.broken("a<|im_end|>ä<b", m_markers, BreakAt::Beginnings);
        QCOMPARE(marks.removed(strict, 0).breaks, (std::vector<std::size_t>{2, 14}));
    }

    void aMarkIsNoCharacterOfTheTexts()
    {
        const std::string first = character(0xFDD0);
        const std::string second = character(0xFDD1);
        // In a value, in a name, deep inside.
        const OrderedJson variables{{first, OrderedJson::array({OrderedJson{{"b", second}}})}};
        const TextMarks marks = TextMarks::choose(variables);
        const std::string text = first + "<think>" + second;
        const UnmarkedText back = marks.removed(marks.broken(text, m_markers, BreakAt::Markers), 0);
        QCOMPARE(back.text, text);
        QCOMPARE(back.breaks.size(), std::size_t{1});
    }

    void whenAllNoncharactersAreTakenOneIsReplaced()
    {
        const std::string all = everyNoncharacter();
        const TextMarks marks = TextMarks::choose(OrderedJson{{"a", all}});
        const UnmarkedText back =
            marks.removed(marks.broken(all + "<think>", m_markers, BreakAt::Markers), 0);
        QCOMPARE(back.breaks.size(), std::size_t{1});
        QVERIFY(back.text.ends_with("\xEF\xBF\xBD<think>"));
    }

    void textsWithPrivateCharactersHaveNoAnchors()
    {
        const std::string text = "a" + character(0x10F123);
        const TextMarks marks = TextMarks::choose(OrderedJson{{"a", text}});
        QCOMPARE(marks.anchored(text, 0, 0), text);
        QCOMPARE(marks.removed(text, 1).text, text);
    }

    void thereAreSoManyAnchors()
    {
        const TextMarks marks = TextMarks::choose(OrderedJson::object());
        const std::string last = marks.anchored("ab", 0, TextMarks::anchorsMax - 1);
        QVERIFY(last.size() > 2);
        QCOMPARE(marks.removed(last, TextMarks::anchorsMax).anchors.back(), std::size_t{1});
        QCOMPARE(marks.anchored("ab", 0, TextMarks::anchorsMax), std::string("ab"));
    }

    void namesOfMembersAreChangedToo()
    {
        OrderedJson value{{"b", OrderedJson::array({"x", 1})}, {"a", nullptr}};
        changeStrings(value, [](std::string_view text) { return std::string(text) + "!"; });
        QCOMPARE(value.dump(), std::string("{\"b!\":[\"x!\",1],\"a!\":null}"));
    }
};

QTEST_APPLESS_MAIN(TextMarksTest)
#include "text_marks_test.moc"
