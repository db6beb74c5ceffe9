// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/gguf_writer.h"

#include "inference/tokenizer/tokenizer.h"
#include "inference/tokenizer/unicode_fold.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace inference;

namespace {

using Ids = std::vector<TokenId>;

testing::GgufWriter handmade()
{
    const std::string word = "\xE2\x96\x81";
    const std::vector<std::string> tokens{"[PAD]", "[UNK]", "[CLS]", "[SEP]", word + "un",
        word + "able", "able", "a", word + "cafe", word + "!", word + "\xE4\xBD\xA0", word + "a"};
    const std::vector<std::int32_t> kinds{3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    testing::GgufWriter writer;
    writer.text("tokenizer.ggml.model", "bert")
        .texts("tokenizer.ggml.tokens", tokens)
        .numbers<std::int32_t>("tokenizer.ggml.token_type", ValueType::I32, kinds)
        .u32("tokenizer.ggml.unknown_token_id", 1)
        .u32("tokenizer.ggml.cls_token_id", 2)
        .u32("tokenizer.ggml.seperator_token_id", 3);
    return writer;
}

core::Result<std::unique_ptr<Tokenizer>> make(const testing::GgufWriter& writer)
{
    const QTemporaryDir folder;
    const auto path = folder.filePath("vocabulary.gguf").toStdString();
    TRY(writer.write(path));
    const auto file = TRY(GgufFile::open(path));
    return Tokenizer::create(file);
}

std::string folded(char32_t character)
{
    std::string out;
    appendFolded(out, character);
    return out;
}

} // namespace

class WordPieceTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void takesWordsApartFromTheLeft_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Ids>("ids");
        QTest::newRow("pieces") << "unable able" << Ids{4, 6, 5};
        QTest::newRow("case and accents") << u"Caf\u00C9 UNABLE"_qs << Ids{8, 4, 6};
        QTest::newRow("accents of their own") << u"cafe\u0301"_qs << Ids{8};
        QTest::newRow("signs stand alone") << "a!!a" << Ids{11, 9, 9, 11};
        QTest::newRow("chinese stands alone") << u"a\u4F60a"_qs << Ids{11, 10, 11};
        QTest::newRow("unknown as a whole") << "unx a" << Ids{1, 11};
        QTest::newRow("over a hundred characters") << QString(101, 'a') << Ids{1};
        QTest::newRow("controls are nothing") << u"a\u200D\u0007a"_qs << Ids{11, 7};
        QTest::newRow("nothing") << " \n" << Ids{};
    }

    void takesWordsApartFromTheLeft()
    {
        QFETCH(QString, text);
        QFETCH(Ids, ids);
        const auto tokenizer = make(handmade());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode(text.toStdString(), SpecialTokens::AsText), ids);
    }

    void beginsWithTheClassifierAndEndsWithTheSeparator()
    {
        const auto tokenizer = make(handmade());
        QVERIFY(tokenizer);
        QCOMPARE((*tokenizer)->bos(), std::optional<TokenId>(2));
        QCOMPARE((*tokenizer)->eos(), std::optional<TokenId>(3));
        QVERIFY((*tokenizer)->addBos() && (*tokenizer)->addEos());
        QCOMPARE((*tokenizer)->decode({4, 6, 9}), std::string("unable !"));
    }

    void foldsCharacters()
    {
        QCOMPARE(folded('A'), std::string("a"));
        QCOMPARE(folded(0x0301), std::string());
        QCOMPARE(folded(0x1EA4), std::string("a")); // A with circumflex and acute
        QCOMPARE(folded(0x0416), std::string("\xD0\xB6"));
        QCOMPARE(folded(0xAC01), std::string("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"));
        QCOMPARE(folded(0x4F60), std::string("\xE4\xBD\xA0"));
        QCOMPARE(folded(0x10FFFF), std::string("\xF4\x8F\xBF\xBF"));
    }

    void aMegabyteIsFast()
    {
        const auto tokenizer = make(handmade());
        QVERIFY(tokenizer);
        QElapsedTimer timer;
        timer.start();
        for (const char* unit : {"a", "unable ", "!", "\xFF"}) {
            const QByteArray once(unit);
            const std::string text = once.repeated(1'000'000 / once.size()).toStdString();
            QVERIFY((*tokenizer)->encode(text, SpecialTokens::AsText).size() <= text.size());
        }
        QVERIFY(timer.elapsed() < 5000);
    }

    void needsAnUnknownToken()
    {
        testing::GgufWriter writer;
        const std::vector<std::string> tokens{"a"};
        writer.text("tokenizer.ggml.model", "bert").texts("tokenizer.ggml.tokens", tokens);
        const auto tokenizer = make(writer);
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().detail, std::string("E_MISSING"));
    }
};

QTEST_APPLESS_MAIN(WordPieceTokenizerTest)
#include "word_piece_tokenizer_test.moc"
