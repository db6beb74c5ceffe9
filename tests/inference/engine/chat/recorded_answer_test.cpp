// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/recorded_answer.h"

#include <QTest>

#include <string>

using namespace inference;

class RecordedAnswerTest : public QObject {
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QString>("rendered"); // [ and ] where the answer is expected
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("generated");
        QTest::addColumn<QString>("lead");
        const auto row = [](const char* name, const char* rendered, const char* words,
                             const char* generated, const char* lead) {
            QTest::newRow(name) << rendered << words << generated << lead;
        };
        row("as it is", "A\n[Hello]<end>", "Hello", "Hello", "\n");
        row("trimmed", "A\n[Hello]<end>", "Hello", "\n Hello \n", "\n");
        row("space of the template", "A[ Hello]<end>", "Hello", "Hello", "");
        row("space of both", "A\n[\nHello]<end>", "Hello", "\nHello", "\n");
        row("only the lead stays outside", "A\n\n[ Hello]<end>", "Hello", "Hello", "\n\n");
        row("reasoning", "A\n[<think>\nhm\n</think>\n\nHello]<end>", "Hello",
            "<think>hm</think>Hello", "\n");
        row("words that come twice", "A\n[one one two]<end>", "one", "one one two", "\n");
        row("JSON with other spaces", "A\n[{\"name\": \"f\", \"a\": {\"b\": 1}}]<end>", "f",
            "{\"name\":\"f\",\"a\":{\"b\":1}}", "\n");
        row("a string keeps its spaces", "A\n[{\"name\": \"f\", \"a\": \"x  y\"}]<end>", "f",
            "{\"name\":\"f\",\"a\":\"x  y\"}", "\n");
    }

    void finds()
    {
        QFETCH(QString, rendered);
        QFETCH(QString, words);
        QFETCH(QString, generated);
        QFETCH(QString, lead);
        std::string text = rendered.toStdString();
        const std::size_t begin = text.find('[');
        text.erase(begin, 1);
        const std::size_t end = text.find(']');
        text.erase(end, 1);
        const std::size_t at = text.find(words.toStdString(), begin);
        const auto range = findRecordedAnswer(
            text, at, words.toStdString(), generated.toStdString(), lead.toStdString());
        QVERIFY(range.has_value());
        QCOMPARE(range->begin, begin);
        QCOMPARE(range->end, end);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("rendered");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("generated");
        const auto row = [](const char* name, const char* rendered, const char* words,
                             const char* generated) {
            QTest::newRow(name) << rendered << words << generated;
        };
        row("reasoning that was dropped", "A\nHello<end>", "Hello", "<think>hm</think>Hello");
        row("other words behind", "A\nHello you", "Hello", "Hello me");
        row("less than was said", "A\nHello", "Hello", "Hello me");
        row("another space in a string", "{\"f\": \"x  y\"}", "f", "{\"f\": \"x y\"}");
        row("no such words", "A\nHello", "Hello", "Goodbye");
        row("nothing was said", "A\nHello", "Hello", "");
    }

    void refuses()
    {
        QFETCH(QString, rendered);
        QFETCH(QString, words);
        QFETCH(QString, generated);
        const std::string text = rendered.toStdString();
        QVERIFY(!findRecordedAnswer(text, text.find(words.toStdString()), words.toStdString(),
            generated.toStdString(), "\n"));
    }
};

QTEST_APPLESS_MAIN(RecordedAnswerTest)
#include "recorded_answer_test.moc"
