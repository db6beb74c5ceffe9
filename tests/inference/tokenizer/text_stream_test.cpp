// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/text_stream.h"

#include "core/text/utf8.h"

#include <QTest>

#include <random>
#include <vector>

class TextStreamTest : public QObject {
    Q_OBJECT

private slots:
    void holdsBackUnfinishedCharacters()
    {
        inference::TextStream stream;
        QCOMPARE(stream.add("a\xE2"), std::string("a"));
        QCOMPARE(stream.add("\x82"), std::string());
        QCOMPARE(stream.add("\xAC!"), std::string("\xE2\x82\xAC!"));
        QCOMPARE(stream.add("\xF0\x9F\x98"), std::string());
        QCOMPARE(stream.add("\x80"), std::string("\xF0\x9F\x98\x80"));
        QCOMPARE(stream.finish(), std::string());
    }

    void replacesWhatCannotBecomeValid()
    {
        inference::TextStream stream;
        QCOMPARE(stream.add("\x80x"), std::string("\xEF\xBF\xBDx"));
        QCOMPARE(stream.add("\xE2"), std::string());
        QCOMPARE(stream.add("x"), std::string("\xEF\xBF\xBDx"));
        QCOMPARE(stream.add("\xC3"), std::string());
        QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
        QCOMPARE(stream.finish(), std::string());
    }

    void anyBytesGiveValidTextWhereverTheyAreCut()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 2000; ++round) {
            std::string bytes;
            for (int i = 0; i < 12; ++i) {
                constexpr std::string_view some = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFF\xED";
                bytes += some[random() % some.size()];
            }
            inference::TextStream stream;
            std::string text;
            for (const char byte : bytes) {
                const std::string part = stream.add({&byte, 1});
                QVERIFY(core::isValidUtf8(part));
                text += part;
            }
            text += stream.finish();
            if (core::isValidUtf8(bytes)) {
                QCOMPARE(text, bytes);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TextStreamTest)
#include "text_stream_test.moc"
