// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/llama_maker.h"

#include "inference/gguf/gguf_file.h"
#include "inference/gguf/gguf_header.h"
#include "inference/gguf/inspect.h"
#include "inference/gguf/printable.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <random>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace inference;

namespace {

/// Small enough to be read thousands of times.
std::vector<std::uint8_t> smallFile()
{
    testing::GgufWriter writer;
    const std::vector<std::string> words{"one", "two", "three"};
    const std::vector<float> numbers{1.0F, -2.5F};
    writer.text("general.architecture", "llama")
        .u32("general.alignment", 32)
        .texts("words", words)
        .numbers<float>("numbers", ValueType::F32, numbers)
        .boolean("yes", true)
        .number("wide", ValueType::I64, std::int64_t{-5});
    const auto rows = [](std::uint64_t row, std::span<float> values) {
        std::fill(values.begin(), values.end(), static_cast<float>(row));
    };
    writer.tensor("matrix", TensorType::F16, {32, 3}, rows);
    writer.tensor("packed", TensorType::Q8_0, {64, 2}, rows);
    writer.tensor("vector", TensorType::F32, {5}, rows);
    return writer.bytes();
}

} // namespace

class GgufFileTest : public QObject {
    Q_OBJECT

private:
    std::filesystem::path writeFile(const char* name, std::span<const std::uint8_t> bytes)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
            file.write(
                reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
        }
        return path.toStdString();
    }

private slots:
    void readsWhatWasWritten()
    {
        const auto file = GgufFile::open(writeFile("small.gguf", smallFile()));
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->version(), 3U);
        QCOMPARE(file->metadata().size(), std::size_t{6});
        QCOMPARE(std::get<ArrayValue>(file->find("words")->data).strings[2], std::string("three"));
        QCOMPARE(std::get<ArrayValue>(file->find("numbers")->data).floats[1], -2.5);
        QCOMPARE(std::get<bool>(file->find("yes")->data), true);
        QCOMPARE(std::get<std::int64_t>(file->find("wide")->data), std::int64_t{-5});
        QVERIFY(file->find("nothing") == nullptr && file->findTensor("nothing") == nullptr);
        QCOMPARE(file->fieldOf("words"), std::string("kv[2].words"));
        const TensorInfo* vector = file->findTensor("vector");
        QVERIFY(vector != nullptr);
        QCOMPARE(vector->sizeBytes, std::uint64_t{20});
        QCOMPARE(file->bytes(*vector).size(), std::size_t{20});
        QCOMPARE(file->findTensor("packed")->sizeBytes, std::uint64_t{136});
        QCOMPARE(file->findTensor("packed")->shape[0], std::uint64_t{64});
    }

    void gapsAndAnyOrderAreAccepted()
    {
        testing::ByteBuilder out;
        out.raw("GGUF").u32(3).u64(2).u64(0);
        out.text("b").u32(1).u64(8).u32(0).u64(96);
        out.text("a").u32(1).u64(8).u32(0).u64(0);
        out.pad(32).raw(std::string(128, '\0'));
        QVERIFY(readGgufHeader(out.bytes()));
    }

    void everyTruncationIsAnError()
    {
        const auto bytes = smallFile();
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto header = readGgufHeader(std::span(bytes).first(length));
            // A file may end without the padding behind its last tensor, as some writers leave it.
            const bool onlyPaddingIsMissing = length == bytes.size() - 12;
            QVERIFY2(
                header.has_value() == onlyPaddingIsMissing, qPrintable(QString::number(length)));
        }
    }

    void flippedBitsNeverHarm()
    {
        const auto original = smallFile();
        QElapsedTimer timer;
        timer.start();
        int refused = 0;
        std::uint32_t seed = 0;
        for (; timer.elapsed() < 1500 && seed < 200'000; ++seed) {
            std::mt19937 random(seed);
            auto bytes = original;
            for (unsigned flips = 1 + random() % 64; flips > 0; --flips) {
                bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
            }
            const auto header = readGgufHeader(bytes);
            refused += header ? 0 : 1;
            QVERIFY(header || !header.error().detail.empty());
        }
        qInfo("%u seeds, %d refused", seed, refused);
        QVERIFY(refused > 0);
    }

    void onlyRegularFilesAreOpened()
    {
        const auto kindOf = [](const std::filesystem::path& path) {
            const auto file = GgufFile::open(path);
            return file ? std::string() : file.error().detail;
        };
        const std::filesystem::path folder = m_folder.path().toStdString();
        QCOMPARE(::mkfifo((folder / "fifo").c_str(), 0600), 0);
        std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
        QCOMPARE(kindOf(folder), std::string("E_FILE_KIND"));
        QCOMPARE(kindOf(folder / "fifo"), std::string("E_FILE_KIND"));
        QCOMPARE(kindOf("/dev/zero"), std::string("E_FILE_KIND"));
        QCOMPARE(kindOf(folder / "dangling"), std::string("E_FILE_KIND"));
        QCOMPARE(kindOf(folder / "nothing"), std::string("E_FILE_MISSING"));
        const auto sparse = writeFile("sparse", {});
        QCOMPARE(::truncate(sparse.c_str(), off_t{1} << 40), 0);
        QCOMPARE(kindOf(sparse), std::string("E_MAGIC"));
    }

    void aFileCutWhileItIsMappedIsAnErrorNotDeath()
    {
        const auto path = writeFile("cut.gguf", testing::makeLlama(1).bytes());
        const auto file = GgufFile::open(path);
        QVERIFY(file);
        QVERIFY(file->mapping()->checkUnchanged());
        QCOMPARE(::truncate(path.c_str(), 5000), 0);
        std::atomic<std::uint64_t> sum = 0;
        const auto readAll = [&] {
            for (const TensorInfo& tensor : file->tensors()) {
                for (const std::uint8_t byte : file->bytes(tensor)) {
                    sum += byte;
                }
            }
        };
        std::thread first(readAll);
        std::thread second(readAll);
        first.join();
        second.join();
        const auto unchanged = file->mapping()->checkUnchanged();
        QVERIFY(!unchanged);
        QCOMPARE(unchanged.error().detail, std::string("E_FILE_CHANGED"));
        // The mapping stays damaged even when the file gets its old length again.
        QCOMPARE(::truncate(path.c_str(), static_cast<off_t>(file->sizeBytes())), 0);
        QVERIFY(!file->mapping()->checkUnchanged());
    }

    void manyTensorsTakeLittleTime()
    {
        testing::GgufWriter writer;
        constexpr int count = 100'000;
        for (int i = 0; i < count; ++i) {
            writer.tensor("extra." + std::to_string(i), TensorType::F32, {8},
                [](std::uint64_t, std::span<float> values) {
                    std::fill(values.begin(), values.end(), 0.0F);
                });
        }
        const auto path = writeFile("many.gguf", writer.bytes());
        QElapsedTimer timer;
        timer.start();
        const auto file = GgufFile::open(path);
        QVERIFY(file);
        QVERIFY(file->findTensor("extra.99999") != nullptr);
        qInfo("%d tensors in %lld ms", count, timer.elapsed());
        QVERIFY(timer.elapsed() < 2000);
    }

    void tellsTheFacts()
    {
        const auto path = writeFile("made.gguf", testing::makeLlama(3).bytes());
        const auto facts = inspectGguf(path);
        QVERIFY2(facts, facts ? "" : facts.error().message.c_str());
        const core::Json expected = {{"architecture", "llama"}, {"name", "made-tiny"},
            {"parameters", 151872}, {"quantization", "F32"}, {"types", {{"F32", 21}}},
            {"context_length", 256}, {"layers", 2}, {"width", 64}, {"heads", 4}, {"kv_heads", 2},
            {"head_size", 16}, {"feed_forward", 160}, {"vocabulary", 512}, {"tokenizer", "llama"},
            {"has_chat_template", false}, {"supported", true}, {"tensors", 21},
            {"license", nullptr}, {"version", 3}};
        for (const auto& [key, value] : expected.items()) {
            QVERIFY2(*facts->find(key) == value, key.c_str());
        }
    }

    void aDamagedModelIsAnErrorAForeignOneAFact()
    {
        testing::LlamaShape shape;
        shape.layers = 0;
        const auto damaged = inspectGguf(writeFile("d.gguf", testing::makeLlama(1, shape).bytes()));
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().detail, std::string("E_RANGE"));

        testing::GgufWriter other;
        other.text("general.architecture", "other");
        other.tensor("x", TensorType::F32, {1},
            [](std::uint64_t, std::span<float> values) { values[0] = 1.0F; });
        const auto facts = inspectGguf(writeFile("o.gguf", other.bytes()));
        QVERIFY(facts);
        QVERIFY(!facts->at("supported").get<bool>());
        QVERIFY(
            facts->at("unsupported_reason").get<std::string>().find("other") != std::string::npos);
    }

    void textsForPeopleAreHarmless()
    {
        testing::GgufWriter writer;
        writer.text("general.architecture", "llama")
            .text("general.name",
                "\x1B[31mred\xE2\x80\xAE"
                "txt\xFF<b>")
            .text("general.license", std::string(10'000'000, 'x'));
        const auto facts = inspectGguf(writeFile("names.gguf", writer.bytes()));
        QVERIFY(facts);
        QCOMPARE(facts->at("name").get<std::string>(),
            std::string("\\u{1B}[31mred\\u{202E}txt\xEF\xBF\xBD<b>"));
        QVERIFY(facts->at("license").get<std::string>().size() < 400);
        QVERIFY(facts->at("vocabulary").is_null());
        QCOMPARE(printable("caf\xC3\xA9", 100), std::string("caf\xC3\xA9"));
        QCOMPARE(printable("abcdef", 3), std::string("abc\xE2\x80\xA6"));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(GgufFileTest)
#include "gguf_file_test.moc"
