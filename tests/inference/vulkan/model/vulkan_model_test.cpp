// SPDX-License-Identifier: Apache-2.0
// Whole models on the device against the reference, and the bits against themselves.
#include "inference/vulkan/model/vulkan_model.h"

#include "inference/cpu/cpu_backend.h"
#include "inference/engine/steady_model.h"
#include "inference/gguf/gguf_file.h"
#include "inference/reference/reference_backend.h"
#include "tests/inference/gguf/llama_maker.h"
#include "tests/inference/vulkan/function_faults.h"
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
constexpr int unlimited = 1 << 30;

/// How many submits the driver still takes before it says once that the device is lost.
int submitsLeft = unlimited;
PFN_vkQueueSubmit realSubmit = nullptr;

VKAPI_ATTR VkResult VKAPI_CALL submitOrLose(
    VkQueue queue, std::uint32_t count, const VkSubmitInfo* infos, VkFence fence)
{
    if (submitsLeft == 0) {
        submitsLeft = unlimited;
        return VK_ERROR_DEVICE_LOST;
    }
    --submitsLeft;
    return realSubmit(queue, count, infos, fence);
}

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

    VulkanModelOptions options(ShapeKind shape, std::optional<std::uint64_t> partBytesMax = {})
    {
        return {.instance = m_vulkan.instance(),
            .physical = m_vulkan.physical(),
            .health = m_health,
            .shape = shape,
            .partBytesMax = partBytesMax};
    }

    std::unique_ptr<LoadedModel> load(std::shared_ptr<const LlamaModel> model, ShapeKind shape,
        std::optional<std::uint64_t> partBytesMax = {})
    {
        auto loaded = VulkanModel::create(std::move(model), options(shape, partBytesMax), {}, {});
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
        realSubmit = reinterpret_cast<PFN_vkQueueSubmit>(
            vkGetInstanceProcAddr(m_vulkan.instance()->handle(), "vkQueueSubmit"));
    }

    void cleanup() { QCOMPARE(m_vulkan.takeComplaints(), std::string()); }

    void agreesWithReference_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("shape");
        QTest::addRow("F32 tiny") << int(TensorType::F32) << 0;
        QTest::addRow("F16 odd") << int(TensorType::F16) << 1;
        QTest::addRow("Q8_0 odd") << int(TensorType::Q8_0) << 1;
        QTest::addRow("F32 small heads") << int(TensorType::F32) << 2;
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
            // 41 columns are computed by two kernels of different tiles, 8 by one: a software
            // device compiles those of graphics processors slowly.
            const std::size_t count = kind == ShapeKind::Lanes ? 41 : 8;
            const auto loaded = load(model, kind);
            QVERIFY(loaded);
            const auto found =
                logitsInPieces(*loaded, std::span(tokens).first(count), {count}, KvType::F32);
            QCOMPARE(found.size(), count * 512);
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
                if (kind == ShapeKind::Subgroups && type != TensorType::F16) {
                    continue; // slow to compile where it is not at home
                }
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

    void bitsDoNotDependOnOtherSegments()
    {
        for (const ShapeKind kind : kinds()) {
            const auto loaded = load(make(wideShape(), TensorType::F16), kind);
            std::vector<std::vector<float>> alone;
            std::vector<std::unique_ptr<KvCache>> caches;
            std::vector<std::vector<TokenId>> prompts;
            std::vector<Segment> segments;
            for (std::size_t i = 0; i < 9; ++i) {
                prompts.push_back(someTokens(3 + 11 * i, i));
                alone.push_back(logitsInPieces(*loaded, prompts[i], {prompts[i].size()}));
                const auto type = i % 4 == 3 ? KvType::F32 : KvType::F16;
                caches.push_back(loaded->createCache(cacheTokens, type).value());
                segments.push_back({caches[i].get(),
                    std::span(prompts[i]).first(prompts[i].size() - 1), LogitRows::None});
            }
            std::vector<float> logits;
            QVERIFY(loaded->forward(segments, logits, {}));
            QVERIFY(logits.empty());
            for (std::size_t i = 0; i < segments.size(); ++i) {
                segments[i].tokens = std::span(prompts[i]).last(1);
                segments[i].rows = LogitRows::Last;
            }
            QVERIFY(loaded->forward(segments, logits, {}));
            QCOMPARE(logits.size(), segments.size() * 512);
            for (std::size_t i = 0; i < segments.size(); ++i) {
                const auto row = std::span(logits).subspan(i * 512, 512);
                const auto expected = std::span(alone[i]).last(512);
                if (i % 4 != 3) { // computed alone with keys in F16
                    QVERIFY(sameBits(row, expected));
                }
                QVERIFY(distance(row, expected) < 1e-4);
            }
        }
    }

    void copiesShareWholePagesAndGoOnApart()
    {
        const auto loaded = load(make(shapes()[1], TensorType::F16), kinds().front());
        const auto tokens = someTokens(70, 1);
        const auto others = someTokens(40, 9);
        const auto first = loaded->createCache(cacheTokens, KvType::F16).value();
        const auto second = loaded->createCache(cacheTokens, KvType::F16).value();
        const auto goOn = [&](KvCache& cache, std::span<const TokenId> more) {
            std::vector<float> logits;
            const Segment segment{&cache, more, LogitRows::Last};
            return loaded->forward({&segment, 1}, logits, {}) ? logits : std::vector<float>();
        };
        const auto expectedFirst = goOn(*first, tokens);
        QVERIFY(second->copyFrom(*first, 45));
        QCOMPARE(second->length(), 45);
        const auto fork = goOn(*second, others);
        // A cache that goes back into a shared page and on with other tokens leaves it alone.
        QVERIFY(second->copyFrom(*first, 64));
        second->truncate(50);
        goOn(*second, others);
        first->truncate(69);
        QVERIFY(sameBits(goOn(*first, std::span(tokens).last(1)), expectedFirst));

        std::vector<TokenId> joined(tokens.begin(), tokens.begin() + 45);
        joined.insert(joined.end(), others.begin(), others.end());
        first->truncate(0);
        QVERIFY(sameBits(goOn(*first, joined), fork));
        QVERIFY(!first->copyFrom(*second, 1000));
        QVERIFY(!first->copyFrom(*loaded->createCache(9, KvType::F32).value(), 0));
    }

    void pagesComeBackAsTheyWere()
    {
        for (const KvType type : {KvType::F16, KvType::F32}) {
            const auto loaded = load(make(shapes()[1], TensorType::F16), kinds().front());
            const auto tokens = someTokens(70, 1);
            const auto expected = logitsInPieces(*loaded, tokens, {70}, type);
            const auto source = loaded->createCache(cacheTokens, type).value();
            const Segment all{source.get(), tokens, LogitRows::None};
            std::vector<float> logits;
            QVERIFY(loaded->forward({&all, 1}, logits, {}));
            QVERIFY(source->pageBytes() > 0);
            std::vector<PageBytes> pages{source->page(0).value(), source->page(1).value()};
            QVERIFY(!source->page(2));
            source->truncate(0);
            const auto target = load(make(shapes()[1], TensorType::F16), kinds().front());
            QCOMPARE(target->numericsId(), loaded->numericsId());
            const auto cache = target->createCache(70, type).value();
            for (const PageBytes& page : pages) {
                QVERIFY(cache->append(page));
            }
            QCOMPARE(cache->append(pages[0]).error().code, ErrorCode::LimitReached);
            const Segment rest{cache.get(), std::span(tokens).subspan(64), LogitRows::All};
            QVERIFY(target->forward({&rest, 1}, logits, {}));
            QVERIFY(sameBits(logits, std::span(expected).last(logits.size())));
            QCOMPARE(cache->append(pages[0]).error().code, ErrorCode::InvalidInput);
        }
    }

    void matricesInPartsGiveTheSameBits()
    {
        for (const TensorType type : {TensorType::F16, TensorType::Q4_K}) {
            const auto model = make(wideShape(), type);
            const auto tokens = someTokens(9, 2);
            for (const ShapeKind kind : kinds()) {
                if (kind == ShapeKind::Subgroups && type != TensorType::F16) {
                    continue;
                }
                const auto whole = load(model, kind);
                const auto parts = load(model, kind, 64 * 512 * 2); // rows of down fit 64 times
                QVERIFY(parts);
                QVERIFY(sameBits(logitsInPieces(*parts, tokens, {8, 1}),
                    logitsInPieces(*whole, tokens, {8, 1})));
            }
        }
        const auto tooSmall = VulkanModel::create(
            make(wideShape(), TensorType::F16), options(kinds().front(), 1024), {}, {});
        QCOMPARE(tooSmall.error().code, ErrorCode::LimitReached);
    }

    void errorsLeaveEverythingAsItWas()
    {
        const auto loaded = load(make(shapes()[0], TensorType::F32), kinds().front());
        const auto stranger = load(make(shapes()[0], TensorType::F32), kinds().front());
        const auto wide = loaded->createCache(100, KvType::F16).value();
        const auto narrow = loaded->createCache(10, KvType::F32).value();
        const auto foreign = stranger->createCache(10, KvType::F32).value();
        const auto tokens = someTokens(11, 1);
        const std::vector<TokenId> unknown{1, 512};
        const std::vector<TokenId> negative{-1};
        std::vector<float> logits(3, 1.0F);
        const auto refuses = [&](Segment bad, ErrorCode code, std::stop_token stop = {}) {
            const Segment segments[]{{wide.get(), tokens, LogitRows::All}, bad};
            const auto result = loaded->forward(segments, logits, stop);
            QVERIFY(!result);
            QCOMPARE(result.error().code, code);
            QCOMPARE(wide->length(), 0);
            QCOMPARE(narrow->length(), 0);
            QCOMPARE(logits.size(), std::size_t{3});
        };
        refuses({narrow.get(), tokens}, ErrorCode::LimitReached);
        refuses({narrow.get(), unknown}, ErrorCode::InvalidInput);
        refuses({narrow.get(), negative}, ErrorCode::InvalidInput);
        refuses({foreign.get(), negative}, ErrorCode::InvalidInput);
        refuses({nullptr, tokens}, ErrorCode::InvalidInput);
        std::stop_source stop;
        stop.request_stop();
        refuses({narrow.get(), std::span(tokens).first(5)}, ErrorCode::Cancelled, stop.get_token());
        QVERIFY(!loaded->createCache(0, KvType::F16));
        const auto endless = loaded->createCache(std::int64_t{1} << 40, KvType::F16);
        QCOMPARE(endless.error().code, ErrorCode::OutOfMemory);
    }

    void aLostDeviceIsMadeAnew()
    {
        const auto model = make(shapes()[0], TensorType::Q8_0);
        const auto tokens = someTokens(20, 4);
        const auto expected = logitsInPieces(*load(model, kinds().front()), tokens, {20});
        const FunctionFaults faults(
            {{"vkQueueSubmit", reinterpret_cast<PFN_vkVoidFunction>(submitOrLose)}});
        m_health = std::make_shared<VulkanHealth>();
        const auto loaded = load(model, kinds().front());
        const auto cache = loaded->createCache(cacheTokens, KvType::F16).value();
        std::vector<float> logits;
        const Segment start{cache.get(), std::span(tokens).first(7), LogitRows::All};
        QVERIFY(loaded->forward({&start, 1}, logits, {}));
        submitsLeft = 1;
        const Segment rest{cache.get(), std::span(tokens).subspan(7), LogitRows::All};
        QCOMPARE(loaded->forward({&rest, 1}, logits, {}).error().code, ErrorCode::DeviceLost);
        QCOMPARE(cache->length(), 0); // made anew, but empty
        QVERIFY(sameBits(logitsInPieces(*loaded, tokens, {20}), expected));
        logits.clear();
        const Segment all{cache.get(), tokens, LogitRows::All};
        QVERIFY(loaded->forward({&all, 1}, logits, {}));
        QVERIFY(sameBits(logits, expected));

        submitsLeft = 1; // the second loss is the last
        const Segment more{cache.get(), tokens, LogitRows::All};
        QCOMPARE(loaded->forward({&more, 1}, logits, {}).error().code, ErrorCode::Unavailable);
        QCOMPARE(loaded->forward({&more, 1}, logits, {}).error().code, ErrorCode::Unavailable);
        QCOMPARE(loaded->createCache(9, KvType::F16).error().code, ErrorCode::Unavailable);
        m_health = std::make_shared<VulkanHealth>();
    }

    void aTurnGoesOnAndTheCpuTakesOver()
    {
        const auto model = make(shapes()[0], TensorType::F32);
        const auto tokens = someTokens(40, 6);
        const auto expected =
            logitsInPieces(*load(model, kinds().front()), tokens, {10, 1}, KvType::F32);
        const FunctionFaults faults(
            {{"vkQueueSubmit", reinterpret_cast<PFN_vkVoidFunction>(submitOrLose)}});
        m_health = std::make_shared<VulkanHealth>();
        SteadyModel steady(load(model, kinds().front()), "vulkan", "cpu",
            [&] { return CpuBackend().load(model, {}, {}, {}); });
        const auto cache = steady.createCache(cacheTokens, KvType::F32).value();
        std::vector<float> logits;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (i == 12 || i == 30) {
                submitsLeft = 1;
            }
            const Segment segment{cache.get(), std::span(tokens).subspan(i, 1), LogitRows::All};
            QVERIFY(steady.forward({&segment, 1}, logits, {}));
            QCOMPARE(cache->length(), std::int64_t(i + 1));
            QCOMPARE(steady.notice().empty(), i < 30);
        }
        const std::size_t before = std::size_t{30} * 512;
        QVERIFY(sameBits(std::span(logits).first(before), std::span(expected).first(before)));
        QVERIFY(distance(logits, expected) < nmseMax);
        m_health = std::make_shared<VulkanHealth>();
    }
};

QTEST_GUILESS_MAIN(VulkanModelTest)
#include "vulkan_model_test.moc"
