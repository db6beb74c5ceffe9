// SPDX-License-Identifier: Apache-2.0
// Ids of texts as the reference tokenizers give them. The files stay outside of the repository.
#include "inference/tokenizer/tokenizer.h"

#include <QTest>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace {

std::filesystem::path parityFolder()
{
    if (const QByteArray given = qgetenv("HOLDFAST_PARITY"); !given.isEmpty()) {
        return given.toStdString();
    }
    return std::filesystem::path(qgetenv("HOLDFAST_SOURCE_DIR").toStdString()) / "../shared/parity";
}

std::string readAll(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::vector<std::string> split(std::string_view text, std::string_view separator)
{
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + separator.size());
    }
}

std::vector<inference::TokenId> parseIds(const std::string& line)
{
    std::istringstream in(line);
    return {std::istream_iterator<inference::TokenId>(in), {}};
}

} // namespace

class TokenizerVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void givesTheSameIds_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"llama-spm", "phi-3", "gpt-2", "llama-bpe", "qwen2", "bert-bge"}) {
            QTest::newRow(name) << QString(name);
        }
    }

    void givesTheSameIds()
    {
        QFETCH(QString, name);
        const auto folder = parityFolder() / "tokenizers";
        const auto base = (folder / name.toStdString()).string();
        if (!std::filesystem::exists(base + ".gguf")) {
            qWarning("SKIPPED: no tokenizer vectors at %s; set HOLDFAST_PARITY", folder.c_str());
            QSKIP("the parity files are not here");
        }
        const auto file = inference::GgufFile::open(base + ".gguf");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        const auto tokenizer = inference::Tokenizer::create(*file);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const auto texts = split(readAll(base + ".inp"), "\n__ggml_vocab_test__\n");
        const auto lines = split(readAll(base + ".out"), "\n");
        QVERIFY(texts.size() > 30 && lines.size() >= texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto ids = (*tokenizer)->encode(texts[i], inference::SpecialTokens::AsText);
            const auto expected = parseIds(lines[i]);
            if (ids != expected) {
                qWarning("text %zu: \"%s\"", i, texts[i].c_str());
            }
            QCOMPARE(ids, expected);
        }
    }
};

QTEST_APPLESS_MAIN(TokenizerVectorsTest)
#include "tokenizer_vectors_test.moc"
