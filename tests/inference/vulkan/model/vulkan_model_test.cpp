// SPDX-License-Identifier: Apache-2.0
// Whole models on the device against the reference, and the bits against themselves.
#include "inference/vulkan/model/vulkan_model.h"

#include "inference/gguf/gguf_file.h"
#include "inference/reference/reference_backend.h"
#include "tests/inference/gguf/llama_maker.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QtTest>

#include <cstring>
#include <filesystem>

using namespace inference;
using core::ErrorCode;
using inference::testing::LlamaShape;

namespace {

constexpr std::int64_t cacheTokens = 400;
constexpr double nmseMax = 1e-9;

std::vector<TokenId> someTokens(std::size_t count, std::size_t seed)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 131 + seed * 37 + i * i) % 512));
    }
    return tokens;
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
        if (const auto done = model.forward({&segment, 1}, logits, {}); !done) {
            qWarning("%s", done.error().message.c_str());
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

double distance(std::span<const float> found, std::span<const float> expected)
{
    double difference = 0;
    double size = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double b = expected[i];
        difference += (found[i] - b) * (found[i] - b);
        size += b * b;
    }
    return difference / size;
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

/// Rows of whole 256 columns, as the K formats need them.
LlamaShape wideShape()
{
    LlamaShape wide;
    wide.name = "wide";
    wide.width = 256;
    wide.heads = 4;
    wide.kvHeads = 2;
    wide.headSize = 64;
    wide.feedForward = 512;
    return wide;
}

} // namespace

class VulkanModelTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;
    std::shared_ptr<VulkanHealth> m_health = std::make_shared<VulkanHealth>();
    QTemporaryDir m_folder;
    int m_files = 0;

    std::shared_ptr<const LlamaModel> make(LlamaShape shape, TensorType type)
    {
        shape.type = type;
        const std::string path =
            m_folder.path().toStdString() + "/" + std::to_string(m_files++) + ".gguf";
        if (!inference::testing::makeLlama(7, shape).write(path)) {
            return nullptr;
        }
        const auto file = GgufFile::open(path);
        return std::make_shared<const LlamaModel>(LlamaModel::fromGguf(file.value()).value());
    }

    std::unique_ptr<LoadedModel> load(std::shared_ptr<const LlamaModel> model, ShapeKind shape,
        std::optional<std::uint64_t> partBytesMax = {})
    {
        auto loaded = VulkanModel::create(std::move(model),
            {.instance = m_vulkan.instance(),
                .physical = m_vulkan.physical(),
                .health = m_health,
                .shape = shape,
                .partBytesMax = partBytesMax},
            {}, {});
        if (!loaded) {
            qWarning("%s", loaded.error().message.c_str());
            return nullptr;
        }
        return std::move(*loaded);
    }

    std::vector<ShapeKind> kinds() const
    {
        const auto& can = m_vulkan.physical().can;
        return can.subgroupSize == KernelShape::lanesOfSoftware
            ? std::vector{ShapeKind::Lanes, ShapeKind::Subgroups}
            : std::vector{ShapeKind::Subgroups};
    }

private slots:
    void initTestCase()
    {
        if (!m_vulkan.open()) {
            QSKIP(m_vulkan.problem().c_str());
        }
    }

    void cleanup() { QCOMPARE(m_vulkan.takeComplaints(), std::string()); }

    void agreesWithReference_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("shape");
        for (int shape = 0; shape < 3; ++shape) {
            for (const TensorType type : {TensorType::F32, TensorType::F16, TensorType::Q8_0}) {
                QTest::addRow("%s %d", tensorTypeLayout(std::uint32_t(type))->name.data(), shape)
                    << int(type) << shape;
            }
        }
        for (const TensorType type : {TensorType::BF16, TensorType::Q4_0, TensorType::Q4_K,
                 TensorType::Q5_K, TensorType::Q6_K})
        {
            QTest::addRow("%s wide", tensorTypeLayout(std::uint32_t(type))->name.data())
                << int(type) << 3;
        }
    }

    void agreesWithReference()
    {
        QFETCH(int, type);
        QFETCH(int, shape);
        auto all = shapes();
        all.push_back(wideShape());
        const auto model = make(all[std::size_t(shape)], TensorType(type));
        ReferenceBackend exactBackend;
        const auto exact = exactBackend.load(model, {}, {}, {}).value();
        const auto tokens = someTokens(41, 3);
        const auto expected = logitsInPieces(*exact, tokens, {41}, KvType::F32);
        for (const ShapeKind kind : kinds()) {
            const auto loaded = load(model, kind);
            QVERIFY(loaded);
            const auto found = logitsInPieces(*loaded, tokens, {41}, KvType::F32);
            QCOMPARE(found.size(), expected.size());
            const double nmse = distance(found, expected);
            QVERIFY2(nmse < nmseMax, qPrintable(QString::number(nmse)));
        }
    }

    void bitsDoNotDependOnPieces()
    {
        const auto tokens = someTokens(150, 5);
        for (const TensorType type : {TensorType::F16, TensorType::Q4_K}) {
            const auto model = make(wideShape(), type);
            for (const ShapeKind kind : kinds()) {
                const auto loaded = load(model, kind);
                QVERIFY(loaded);
                const auto expected = logitsInPieces(*loaded, tokens, {150});
                QVERIFY(!expected.empty());
                for (const std::vector<std::size_t>& pieces :
                    std::vector<std::vector<std::size_t>>{{1}, {3, 5, 7}, {32}, {64, 63, 1}})
                {
                    QVERIFY(sameBits(logitsInPieces(*loaded, tokens, pieces), expected));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(VulkanModelTest)
#include "vulkan_model_test.moc"
