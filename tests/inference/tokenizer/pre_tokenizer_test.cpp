// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/pre_tokenizer.h"

#include "inference/tokenizer/byte_alphabet.h"
#include "inference/tokenizer/unicode_class.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace inference;

namespace {

std::string words(std::string_view text, WordRule rule)
{
    std::string out;
    splitWords(text, rule, [&](std::string_view word) {
        out += out.empty() ? "" : "|";
        out += word;
    });
    return out;
}

} // namespace

class PreTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void cutsAsTheExpressionsDo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("gpt2");
        QTest::addColumn<QString>("llama3");
        QTest::addColumn<QString>("qwen2");
        int number = 0;
        const auto row = [&](const char* text, const char* gpt2, const char* llama3,
                             const char* qwen2) {
            QTest::addRow("%d: %s", ++number, qPrintable(QString(text).simplified()))
                << QString(text) << QString(gpt2) << QString(llama3) << QString(qwen2);
        };
        row("", "", "", "");
        row("Hello world", "Hello| world", "Hello| world", "Hello| world");
        row("a  b", "a| | b", "a| | b", "a| | b");
        row("a \n b", "a| \n| b", "a| \n| b", "a| \n| b");
        row("a\nb", "a|\n|b", "a|\n|b", "a|\n|b");
        row("a\tb", "a|\t|b", "a|\tb", "a|\tb");
        row("1234 5", "1234| 5", "123|4| |5", "1|2|3|4| |5");
        row("it's I'LL", "it|'s| I|'|LL", "it|'s| I|'LL", "it|'s| I|'LL");
        row("x!!\n\ny", "x|!!|\n|\n|y", "x|!!\n\n|y", "x|!!\n\n|y");
        row("(a)-b", "(|a|)-|b", "(a|)-|b", "(a|)-|b");
        row("end  ", "end|  ", "end|  ", "end|  ");
        row("\u00E9t\u00E9 \u4F60\u597D", "\u00E9t\u00E9| \u4F60\u597D",
            "\u00E9t\u00E9| \u4F60\u597D", "\u00E9t\u00E9| \u4F60\u597D");
        row("a\u00A0b", "a|\u00A0|b", "a|\u00A0b", "a|\u00A0b");
    }

    void cutsAsTheExpressionsDo()
    {
        QFETCH(QString, text);
        QFETCH(QString, gpt2);
        QFETCH(QString, llama3);
        QFETCH(QString, qwen2);
        QCOMPARE(words(text.toStdString(), WordRule::Gpt2), gpt2.toStdString());
        QCOMPARE(words(text.toStdString(), WordRule::Llama3), llama3.toStdString());
        QCOMPARE(words(text.toStdString(), WordRule::Qwen2), qwen2.toStdString());
    }

    void digitsStandAlone()
    {
        QCOMPARE(words("a 12b  3", WordRule::Digits), std::string("a| |1|2|b|  |3"));
        QVERIFY(wordRuleOf("smollm") == WordRule::Digits);
        QVERIFY(!wordRuleOf("no such rule"));
    }

    void nothingIsLostFromAnyBytes()
    {
        std::mt19937 random(9);
        for (int round = 0; round < 2000; ++round) {
            std::string text;
            for (unsigned i = 0; i < random() % 30; ++i) {
                text += static_cast<char>(random() % 3 == 0 ? random() : " a'\n1,"[random() % 6]);
            }
            for (const WordRule rule :
                {WordRule::Gpt2, WordRule::Digits, WordRule::Llama3, WordRule::Qwen2}) {
                std::string joined;
                splitWords(text, rule, [&](std::string_view word) {
                    QVERIFY(!word.empty());
                    joined += word;
                });
                QCOMPARE(joined, text);
            }
        }
    }

    void longRunsTakeLinearTime()
    {
        QElapsedTimer timer;
        timer.start();
        for (const char* unit : {" ", "\n", "a", "1", "'", " \n"}) {
            const std::string text = QByteArray(unit).repeated(500'000).toStdString();
            std::size_t bytes = 0;
            splitWords(
                text, WordRule::Llama3, [&](std::string_view word) { bytes += word.size(); });
            QCOMPARE(bytes, text.size());
        }
        QVERIFY(timer.elapsed() < 3000);
    }

    void classesOfCharacters()
    {
        QVERIFY(unicodeClass('a') == UnicodeClass::Letter);
        QVERIFY(unicodeClass(0x4F60) == UnicodeClass::Letter);
        QVERIFY(unicodeClass(0xBD) == UnicodeClass::Number); // a half
        QVERIFY(unicodeClass(0x301) == UnicodeClass::Mark);
        QVERIFY(unicodeClass('!') == UnicodeClass::Punctuation);
        QVERIFY(unicodeClass('+') == UnicodeClass::Symbol);
        QVERIFY(unicodeClass(0x200D) == UnicodeClass::Control);
        QVERIFY(unicodeClass(0x10FFFF) == UnicodeClass::Other);
        QVERIFY(isUnicodeSpace(0x3000) && isUnicodeSpace('\v') && !isUnicodeSpace(0x200B));
    }

    void theByteAlphabetIsOneToOne()
    {
        std::string all;
        for (int byte = 0; byte < 256; ++byte) {
            all += static_cast<char>(byte);
        }
        const std::string written = toByteAlphabet(all);
        QCOMPARE(fromByteAlphabet(written).value_or(""), all);
        QCOMPARE(toByteAlphabet(" a\n"),
            std::string("\xC4\xA0"
                        "a\xC4\x8A"));
        QVERIFY(!fromByteAlphabet("\xE2\x82\xAC") && !fromByteAlphabet(" "));
    }
};

QTEST_APPLESS_MAIN(PreTokenizerTest)
#include "pre_tokenizer_test.moc"
