// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_backend.h"
#include "inference/gguf/gguf_file.h"
#include "inference/reference/reference_backend.h"
#include "tests/inference/gguf/llama_maker.h"

#include <QtTest>

#include <cstring>
#include <filesystem>

using namespace inference;
using inference::testing::LlamaShape;

namespace {

constexpr std::int64_t cacheTokens = 400;

std::vector<TokenId> someTokens(std::size_t count, std::size_t seed)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 131 + seed * 37 + i * i) % 512));
    }
    return tokens;
}

std::unique_ptr<LoadedModel> load(
    Backend& backend, std::shared_ptr<const LlamaModel> model, std::int32_t threads = 2)
{
    core::LoadOptions options;
    options.threads = threads;
    auto loaded = backend.load(std::move(model), options, {}, {});
    return loaded ? std::move(*loaded) : nullptr;
}

/// All logits of the tokens, computed in pieces of these lengths, the last one again and again.
std::vector<float> logitsInPieces(LoadedModel& model, std::span<const TokenId> tokens,
    const std::vector<std::size_t>& pieces, KvType type = KvType::F16)
{
    const auto cache = model.createCache(cacheTokens, type).value();
    std::vector<float> logits;
    std::size_t piece = 0;
    for (std::size_t first = 0; first < tokens.size(); ++piece) {
        const std::size_t wanted = pieces[std::min(piece, pieces.size() - 1)];
        const std::size_t count = std::min(wanted, tokens.size() - first);
        const Segment segment{cache.get(), tokens.subspan(first, count), LogitRows::All};
        if (!model.forward({&segment, 1}, logits, {})) {
            return {};
        }
        first += count;
    }
    return logits;
}

bool sameBits(std::span<const float> a, std::span<const float> b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// Shapes that leave remainders in heads, head sizes and rows.
std::vector<LlamaShape> shapes()
{
    LlamaShape tiny;
    LlamaShape odd;
    odd.name = "odd";
    odd.width = 96;
    odd.heads = 6;
    odd.kvHeads = 2;
    odd.headSize = 48;
    odd.feedForward = 224;
    odd.tied = true;
    LlamaShape small;
    small.name = "small-heads";
    small.heads = 8;
    small.kvHeads = 8;
    small.headSize = 8;
    return {tiny, odd, small};
}

/// Rows that are whole in blocks of 256.
LlamaShape wideShape()
{
    LlamaShape wide;
    wide.name = "wide";
    wide.width = 256;
    wide.layers = 1;
    wide.heads = 4;
    wide.kvHeads = 2;
    wide.headSize = 64;
    wide.feedForward = 256;
    wide.mixed = true;
    return wide;
}

constexpr TensorType plainTypes[]{
    TensorType::F32, TensorType::F16, TensorType::BF16, TensorType::Q8_0};
constexpr TensorType packedTypes[]{
    TensorType::Q4_0, TensorType::Q4_K, TensorType::Q5_K, TensorType::Q6_K};

bool isPacked(TensorType type)
{
    return std::find(std::begin(packedTypes), std::end(packedTypes), type) != std::end(packedTypes);
}

} // namespace

class CpuModelTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithReference()
    {
        for (const LlamaShape& shape : shapes()) {
            for (const TensorType type : plainTypes) {
                compareWithReference(shape, type);
            }
        }
        for (const TensorType type : packedTypes) {
            compareWithReference(wideShape(), type);
        }
    }

    void bitsDoNotDependOnPiecesOrThreads()
    {
        const auto tokens = someTokens(290, 5); // more than one chunk
        for (const TensorType type : plainTypes) {
            compareInPieces(make(shapes()[1], type), tokens);
        }
        for (const TensorType type : packedTypes) {
            compareInPieces(make(wideShape(), type), tokens);
        }
    }

    void bitsDoNotDependOnOtherSegments()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            CpuBackend backend(*kernels);
            const auto loaded = load(backend, make(shapes()[0], TensorType::Q8_0), 2);
            std::vector<std::vector<float>> alone;
            for (std::size_t i = 0; i < 17; ++i) {
                alone.push_back(logitsInPieces(*loaded, someTokens(3 + i, i), {3 + i}));
            }
            for (std::size_t batch = 2; batch <= 17; ++batch) {
                std::vector<std::unique_ptr<KvCache>> caches;
                std::vector<std::vector<TokenId>> prompts;
                std::vector<Segment> segments;
                for (std::size_t i = 0; i < batch; ++i) {
                    caches.push_back(loaded->createCache(cacheTokens, KvType::F16).value());
                    prompts.push_back(someTokens(3 + i, i));
                }
                // Prompts without their last token, then the last tokens of all.
                for (std::size_t i = 0; i < batch; ++i) {
                    segments.push_back({caches[i].get(),
                        std::span(prompts[i]).first(prompts[i].size() - 1), LogitRows::None});
                }
                std::vector<float> logits;
                QVERIFY(loaded->forward(segments, logits, {}));
                QVERIFY(logits.empty());
                for (std::size_t i = 0; i < batch; ++i) {
                    segments[i].tokens = std::span(prompts[i]).last(1);
                    segments[i].rows = LogitRows::Last;
                }
                QVERIFY(loaded->forward(segments, logits, {}));
                for (std::size_t i = 0; i < batch; ++i) {
                    QVERIFY(sameBits(
                        std::span(logits).subspan(i * 512, 512), std::span(alone[i]).last(512)));
                }
            }
        }
    }

    void mixedWishesForRows()
    {
        CpuBackend backend;
        const auto loaded = load(backend, make(shapes()[0], TensorType::F16));
        const auto tokens = someTokens(20, 1);
        const auto all = logitsInPieces(*loaded, tokens, {20});
        const auto first = loaded->createCache(cacheTokens, KvType::F16).value();
        const auto second = loaded->createCache(cacheTokens, KvType::F16).value();
        const auto third = loaded->createCache(cacheTokens, KvType::F16).value();
        const Segment segments[]{{first.get(), tokens, LogitRows::Last},
            {second.get(), tokens, LogitRows::None}, {third.get(), tokens, LogitRows::All}};
        std::vector<float> logits{42.0F};
        QVERIFY(loaded->forward(segments, logits, {}));
        QCOMPARE(logits.size(), std::size_t{1 + 21 * 512});
        QCOMPARE(logits.front(), 42.0F);
        QVERIFY(sameBits(std::span(logits).subspan(1, 512), std::span(all).last(512)));
        QVERIFY(sameBits(std::span(logits).subspan(513), all));
        QCOMPARE(second->length(), 20);
    }

    void truncatedPositionsAreComputedAgain()
    {
        CpuBackend backend;
        const auto loaded = load(backend, make(shapes()[0], TensorType::F16));
        const auto tokens = someTokens(50, 1);
        const auto other = someTokens(30, 9);
        const auto expected = logitsInPieces(*loaded, tokens, {50});
        const auto cache = loaded->createCache(50, KvType::F16).value();
        std::vector<float> logits;
        const Segment head{cache.get(), std::span(tokens).first(20), LogitRows::None};
        const Segment astray{cache.get(), other, LogitRows::None};
        const Segment tail{cache.get(), std::span(tokens).subspan(20), LogitRows::Last};
        QVERIFY(loaded->forward({&head, 1}, logits, {}));
        QVERIFY(loaded->forward({&astray, 1}, logits, {}));
        cache->truncate(20);
        QVERIFY(loaded->forward({&tail, 1}, logits, {}));
        QVERIFY(sameBits(logits, std::span(expected).last(512)));
    }

    void errorsLeaveEverythingAsItWas()
    {
        CpuBackend backend;
        const auto loaded = load(backend, make(shapes()[0], TensorType::F32));
        const auto stranger = load(backend, make(shapes()[0], TensorType::F32));
        const auto wide = loaded->createCache(100, KvType::F16).value();
        const auto narrow = loaded->createCache(10, KvType::F32).value();
        const auto foreign = stranger->createCache(10, KvType::F32).value();
        const auto tokens = someTokens(11, 1);
        const std::vector<TokenId> unknown{1, 512};
        const std::vector<TokenId> negative{-1};
        std::vector<float> logits(3, 1.0F);
        const auto refuses = [&](Segment bad, core::ErrorCode code, std::stop_token stop = {}) {
            const Segment segments[]{{wide.get(), tokens, LogitRows::All}, bad};
            const auto result = loaded->forward(segments, logits, stop);
            QVERIFY(!result);
            QCOMPARE(result.error().code, code);
            QCOMPARE(wide->length(), 0);
            QCOMPARE(narrow->length(), 0);
            QCOMPARE(logits.size(), std::size_t{3});
        };
        refuses({narrow.get(), tokens}, core::ErrorCode::LimitReached);
        refuses({narrow.get(), unknown}, core::ErrorCode::InvalidInput);
        refuses({narrow.get(), negative}, core::ErrorCode::InvalidInput);
        refuses({foreign.get(), negative}, core::ErrorCode::InvalidInput);
        refuses({nullptr, tokens}, core::ErrorCode::InvalidInput);
        std::stop_source stop;
        stop.request_stop();
        refuses({narrow.get(), std::span(tokens).first(5)}, core::ErrorCode::Cancelled,
            stop.get_token());
        QVERIFY(!loaded->createCache(0, KvType::F16));
        const auto endless = loaded->createCache(std::int64_t{1} << 40, KvType::F16);
        QVERIFY(!endless);
        QCOMPARE(endless.error().code, core::ErrorCode::OutOfMemory);
    }

    void loadingShowsItsProgressAndStops()
    {
        CpuBackend backend;
        const auto model = make(shapes()[0], TensorType::F16);
        std::vector<core::WorkProgress> seen;
        const auto sink = [&](const core::WorkProgress& progress) { seen.push_back(progress); };
        QVERIFY(backend.load(model, {}, sink, {}));
        QVERIFY(!seen.empty());
        QCOMPARE(seen.back().done, seen.back().total);
        for (std::size_t i = 1; i < seen.size(); ++i) {
            QVERIFY(seen[i].done > seen[i - 1].done);
        }
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = backend.load(model, {}, sink, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, core::ErrorCode::Cancelled);
    }

    void aChangedFileIsAnError()
    {
        CpuBackend backend;
        const auto model = make(shapes()[0], TensorType::F16);
        const auto loaded = load(backend, model);
        const auto cache = loaded->createCache(10, KvType::F16).value();
        std::filesystem::resize_file(m_path, std::filesystem::file_size(m_path) + 1);
        const auto tokens = someTokens(3, 1);
        const Segment segment{cache.get(), tokens, LogitRows::Last};
        std::vector<float> logits;
        const auto result = loaded->forward({&segment, 1}, logits, {});
        QVERIFY(!result);
        QCOMPARE(QString::fromStdString(result.error().detail), QString("E_FILE_CHANGED"));
        QCOMPARE(cache->length(), 0);
        QVERIFY(logits.empty());
    }

    void factsNameTheDevice()
    {
        CpuBackend backend;
        const core::DeviceFacts facts = backend.facts();
        QCOMPARE(QString::fromStdString(facts.name), QString("cpu"));
        QVERIFY(facts.usable);
        QVERIFY(facts.memoryBytes > 0);
        QVERIFY(QString::fromStdString(facts.title).startsWith("CPU, "));
    }

private:
    void compareWithReference(const LlamaShape& shape, TensorType type)
    {
        const auto model = make(shape, type);
        ReferenceBackend exactBackend;
        const auto exact = load(exactBackend, model);
        const auto tokens = someTokens(40, 3);
        const auto expected = logitsInPieces(*exact, tokens, {40}, KvType::F32);
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            CpuBackend backend(*kernels);
            const auto loaded = load(backend, model);
            const auto found = logitsInPieces(*loaded, tokens, {40}, KvType::F32);
            QCOMPARE(found.size(), expected.size());
            double difference = 0;
            double size = 0;
            for (std::size_t i = 0; i < found.size(); ++i) {
                const double b = expected[i];
                difference += (found[i] - b) * (found[i] - b);
                size += b * b;
            }
            // Packed weights are multiplied with values rounded to 16 bits.
            QVERIFY2(difference / size < (isPacked(type) ? 1e-7 : 1e-10),
                QByteArray::fromStdString(shape.name + " " + std::string(kernels->name)));
        }
    }

    static void compareInPieces(
        const std::shared_ptr<const LlamaModel>& model, std::span<const TokenId> tokens)
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            CpuBackend backend(*kernels);
            const auto loaded = load(backend, model, 1);
            const auto expected = logitsInPieces(*loaded, tokens, {290});
            QVERIFY(!expected.empty());
            for (const std::vector<std::size_t>& pieces : std::vector<std::vector<std::size_t>>{
                     {1}, {2}, {3, 5, 7}, {16}, {17, 1}, {64, 63, 1, 1, 200}, {255}, {256}})
            {
                QVERIFY(sameBits(logitsInPieces(*loaded, tokens, pieces), expected));
            }
            for (const std::int32_t threads : {2, 3, 5}) {
                const auto others = load(backend, model, threads);
                QVERIFY(sameBits(logitsInPieces(*others, tokens, {290}), expected));
                QVERIFY(sameBits(logitsInPieces(*others, tokens, {41, 3, 1}), expected));
            }
        }
    }

    std::shared_ptr<const LlamaModel> make(LlamaShape shape, TensorType type)
    {
        shape.type = type;
        m_path = m_folder.path().toStdString() + "/" + std::to_string(m_files++) + ".gguf";
        if (!inference::testing::makeLlama(7, shape).write(m_path)) {
            return nullptr;
        }
        const auto file = GgufFile::open(m_path);
        return std::make_shared<const LlamaModel>(LlamaModel::fromGguf(file.value()).value());
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_path;
    int m_files = 0;
};

QTEST_GUILESS_MAIN(CpuModelTest)
#include "cpu_model_test.moc"
