// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/llama_maker.h"

#include "inference/tokenizer/tokenizer.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace inference;

namespace {

std::unique_ptr<Tokenizer> make(const testing::GgufWriter& writer)
{
    const QTemporaryDir folder;
    const auto path = folder.filePath("vocabulary.gguf").toStdString();
    if (!writer.write(path)) {
        return nullptr;
    }
    const auto file = GgufFile::open(path);
    auto tokenizer = file ? Tokenizer::create(*file) : core::fail(file.error());
    if (!tokenizer) {
        qWarning("%s", tokenizer.error().message.c_str());
        return nullptr;
    }
    return std::move(*tokenizer);
}

/// A vocabulary written down by hand: enough to follow each rule.
testing::GgufWriter handmade(bool spacePrefix)
{
    std::vector<std::string> tokens{"<unk>", "<s>", "</s>"};
    std::vector<std::int32_t> kinds{2, 3, 3};
    std::vector<float> scores{0, 0, 0};
    const auto add = [&](const std::string& token, std::int32_t kind, float score) {
        tokens.push_back(token);
        kinds.push_back(kind);
        scores.push_back(score);
    };
    for (int byte = 0; byte < 256; ++byte) {
        add(QString::asprintf("<0x%02X>", byte).toStdString(), 6, 0);
    }
    for (const char* token : {"\xE2\x96\x81", "a", "b", "c", "<", "/", "s", ">"}) {
        add(token, 1, -100);
    }
    add("ab", 1, -2); // 267
    add("bc", 1, -1); // 268: better than "ab"
    add("\xE2\x96\x81"
        "a",
        1, -3); // 269
    add("s>", 1, -4); // 270
    add("<tool>", 4, 0); // 271
    testing::GgufWriter writer;
    writer.text("tokenizer.ggml.model", "llama")
        .texts("tokenizer.ggml.tokens", tokens)
        .numbers<float>("tokenizer.ggml.scores", ValueType::F32, scores)
        .numbers<std::int32_t>("tokenizer.ggml.token_type", ValueType::I32, kinds)
        .u32("tokenizer.ggml.bos_token_id", 1)
        .u32("tokenizer.ggml.eos_token_id", 2)
        .u32("tokenizer.ggml.unknown_token_id", 0)
        .u32("tokenizer.ggml.seperator_token_id", 0xFFFFFFFFU)
        .boolean("tokenizer.ggml.add_space_prefix", spacePrefix);
    return writer;
}

using Ids = std::vector<TokenId>;

} // namespace

class SpmTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void joinsByScoreNotByPosition()
    {
        const auto tokenizer = make(handmade(false));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->encode("abc", SpecialTokens::AsText), (Ids{260, 268}));
        QCOMPARE(tokenizer->encode("ab", SpecialTokens::AsText), (Ids{267}));
        QCOMPARE(tokenizer->encode("", SpecialTokens::AsText), Ids{});
    }

    void putsASpaceFirstAndTakesItAwayAgain()
    {
        const auto tokenizer = make(handmade(true));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->encode("a", SpecialTokens::AsText), (Ids{269}));
        QCOMPARE(tokenizer->decode({269}), std::string("a"));
        QCOMPARE(tokenizer->piece(269), std::string(" a"));
    }

    void unknownCharactersBecomeBytes()
    {
        const auto tokenizer = make(handmade(false));
        QVERIFY(tokenizer);
        const Ids ids = tokenizer->encode("\xC3\xA9", SpecialTokens::AsText);
        QCOMPARE(ids, (Ids{3 + 0xC3, 3 + 0xA9}));
        QCOMPARE(tokenizer->piece(ids[0]), std::string("\xC3"));
        QCOMPARE(tokenizer->decode(ids), std::string("\xC3\xA9"));
    }

    void textNeverBecomesAControlToken()
    {
        const auto tokenizer = make(handmade(false));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->encode("</s>", SpecialTokens::AsText), (Ids{263, 264, 270}));
        QCOMPARE(tokenizer->encode("a</s>b", SpecialTokens::Parse), (Ids{260, 2, 261}));
        QCOMPARE(tokenizer->encode("<0x41>", SpecialTokens::Parse).size(), std::size_t{6});
        QVERIFY(tokenizer->isControl(2) && tokenizer->isEndOfText(2) && !tokenizer->isControl(260));
        QCOMPARE(tokenizer->piece(2), std::string());
        QCOMPARE(tokenizer->tokenText(2), std::string_view("</s>"));
    }

    void userDefinedTokensAreAlwaysTakenWhole()
    {
        const auto tokenizer = make(handmade(false));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->encode("a<tool>b", SpecialTokens::AsText), (Ids{260, 271, 261}));
    }

    void saysWhatTheFileSays()
    {
        const auto tokenizer = make(handmade(true));
        QVERIFY(tokenizer);
        QCOMPARE(tokenizer->bos(), std::optional<TokenId>(1));
        QCOMPARE(tokenizer->eos(), std::optional<TokenId>(2));
        QVERIFY(!tokenizer->eot());
        QVERIFY(tokenizer->addBos() && !tokenizer->addEos());
        QCOMPARE(tokenizer->vocabularySize(), 272);
        for (const TokenId outside : {-1, 272, 0x7FFFFFFF}) {
            QCOMPARE(tokenizer->piece(outside), std::string());
            QVERIFY(!tokenizer->isControl(outside) && !tokenizer->isEndOfText(outside));
        }
    }

    void anyBytesComeBack()
    {
        testing::GgufWriter writer;
        testing::addSpmTokenizer(writer, 11, 2000);
        const auto tokenizer = make(writer);
        QVERIFY(tokenizer);
        std::mt19937 random(5);
        for (int round = 0; round < 300; ++round) {
            std::string text;
            for (unsigned i = 0; i < 1 + random() % 60; ++i) {
                text += static_cast<char>(random() % 4 == 0 ? random() : 'a' + random() % 26);
            }
            QCOMPARE(tokenizer->decode(tokenizer->encode(text, SpecialTokens::AsText)), text);
        }
    }

    void aMegabyteIsFast_data()
    {
        QTest::addColumn<QByteArray>("unit");
        QTest::newRow("words") << QByteArray("the quick brown fox jumps over ");
        QTest::newRow("one letter") << QByteArray("a");
        QTest::newRow("spaces") << QByteArray(" ");
        QTest::newRow("bytes") << QByteArray("\xFF\x80");
    }

    void aMegabyteIsFast()
    {
        QFETCH(QByteArray, unit);
        testing::GgufWriter writer;
        testing::addSpmTokenizer(writer, 11, 8000);
        const auto tokenizer = make(writer);
        QVERIFY(tokenizer);
        const std::string text = unit.repeated(1'000'000 / unit.size()).toStdString();
        QElapsedTimer timer;
        timer.start();
        const auto ids = tokenizer->encode(text, SpecialTokens::AsText);
        qInfo("%zu tokens in %lld ms", ids.size(), timer.elapsed());
        QVERIFY(timer.elapsed() < 5000);
        QCOMPARE(tokenizer->decode(ids), text);
    }
};

QTEST_APPLESS_MAIN(SpmTokenizerTest)
#include "spm_tokenizer_test.moc"
