// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/gguf_writer.h"

#include "inference/tokenizer/byte_alphabet.h"
#include "inference/tokenizer/tokenizer.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace inference;

namespace {

using Ids = std::vector<TokenId>;

/// The 256 bytes, then joins, one control token and one user-defined token.
testing::GgufWriter handmade(const std::string& preTokenizer)
{
    std::vector<std::string> tokens;
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        tokens.push_back(toByteAlphabet({&c, 1}));
    }
    for (const char* token : {"bc", "ab", "aa", "aaaa", "abcd", "<|end|>", "<tool>"}) {
        tokens.emplace_back(token); // 256 and on
    }
    std::vector<std::int32_t> kinds(tokens.size(), 1);
    kinds[261] = 3;
    kinds[262] = 4;
    const std::vector<std::string> merges{"b c", "a b", "a a", "aa aa"};
    testing::GgufWriter writer;
    writer.text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", preTokenizer)
        .texts("tokenizer.ggml.tokens", tokens)
        .numbers<std::int32_t>("tokenizer.ggml.token_type", ValueType::I32, kinds)
        .texts("tokenizer.ggml.merges", merges)
        .u32("tokenizer.ggml.bos_token_id", 261)
        .u32("tokenizer.ggml.eos_token_id", 261);
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

} // namespace

class BpeTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void mergesInTheOrderOfTheList()
    {
        const auto tokenizer = make(handmade("gpt-2"));
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const auto encode = [&](const char* text) {
            return (*tokenizer)->encode(text, SpecialTokens::AsText);
        };
        QCOMPARE(encode("abc"), (Ids{'a', 256}));
        QCOMPARE(encode("ab"), (Ids{257}));
        QCOMPARE(encode("aaaaa"), (Ids{259, 'a'}));
        QCOMPARE(encode("abcd"), (Ids{'a', 256, 'd'}));
        QVERIFY(!(*tokenizer)->addBos());
    }

    void llama3TakesWholeWordsBeforeMerging()
    {
        const auto tokenizer = make(handmade("llama-bpe"));
        QVERIFY(tokenizer);
        QCOMPARE((*tokenizer)->encode("abcd", SpecialTokens::AsText), (Ids{260}));
        QVERIFY((*tokenizer)->addBos());
    }

    void controlTokensOnlyWhenAsked()
    {
        const auto tokenizer = make(handmade("llama-bpe"));
        QVERIFY(tokenizer);
        const auto text = (*tokenizer)->encode("a<|end|>", SpecialTokens::AsText);
        QVERIFY(std::find(text.begin(), text.end(), 261) == text.end());
        QCOMPARE((*tokenizer)->decode(text), std::string("a<|end|>"));
        QCOMPARE((*tokenizer)->encode("a<|end|>", SpecialTokens::Parse), (Ids{'a', 261}));
        QCOMPARE((*tokenizer)->encode("a<tool>", SpecialTokens::AsText), (Ids{'a', 262}));
        QCOMPARE((*tokenizer)->piece(262), std::string("<tool>"));
        QCOMPARE((*tokenizer)->piece(261), std::string());
        QVERIFY((*tokenizer)->isEndOfText(261) && (*tokenizer)->isControl(261));
    }

    void anyBytesComeBack()
    {
        const auto tokenizer = make(handmade("qwen2"));
        QVERIFY(tokenizer);
        std::mt19937 random(2);
        for (int round = 0; round < 500; ++round) {
            std::string text;
            for (unsigned i = 0; i < random() % 50; ++i) {
                text += static_cast<char>(random() % 2 == 0 ? random() : 'a' + random() % 4);
            }
            const auto ids = (*tokenizer)->encode(text, SpecialTokens::AsText);
            QCOMPARE((*tokenizer)->decode(ids), text);
        }
    }

    void aMegabyteIsFast()
    {
        const auto tokenizer = make(handmade("llama-bpe"));
        QVERIFY(tokenizer);
        for (const char* unit : {"a", "abc abd ", " ", "\xFF", "1"}) {
            const QByteArray once(unit);
            const std::string text = once.repeated(1'000'000 / once.size()).toStdString();
            QElapsedTimer timer;
            timer.start();
            const auto ids = (*tokenizer)->encode(text, SpecialTokens::AsText);
            qInfo("\"%s\": %zu tokens in %lld ms", unit, ids.size(), timer.elapsed());
            QVERIFY(timer.elapsed() < 5000);
        }
    }

    void saysWhatItCannotDo()
    {
        const auto unknownRule = make(handmade("made-up"));
        QVERIFY(!unknownRule);
        QVERIFY(unknownRule.error().code == core::ErrorCode::Unsupported);
        QCOMPARE(unknownRule.error().detail, std::string("E_TOKENIZER"));
        QVERIFY(unknownRule.error().message.find("made-up") != std::string::npos);

        testing::GgufWriter other;
        const std::vector<std::string> tokens{"a"};
        other.text("tokenizer.ggml.model", "rwkv").texts("tokenizer.ggml.tokens", tokens);
        const auto unknownModel = make(other);
        QVERIFY(!unknownModel);
        QCOMPARE(unknownModel.error().detail, std::string("E_TOKENIZER"));
        QCOMPARE(unknownModel.error().field, std::string("kv[0].tokenizer.ggml.model"));
    }
};

QTEST_APPLESS_MAIN(BpeTokenizerTest)
#include "bpe_tokenizer_test.moc"
