// SPDX-License-Identifier: Apache-2.0
// A device that fails on demand: the CPU with faults in front of it.
#include "inference/engine/steady_model.h"

#include "inference/cpu/cpu_backend.h"
#include "inference/gguf/gguf_file.h"
#include "tests/inference/gguf/llama_maker.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <deque>
#include <filesystem>

using namespace inference;
using core::ErrorCode;

namespace {

constexpr std::int64_t cacheTokens = 200;

/// Forgets all its caches when it fails, as a device that was lost does.
class FaultyModel final : public LoadedModel {
public:
    explicit FaultyModel(std::unique_ptr<LoadedModel> inner)
        : m_inner(std::move(inner))
    {
    }

    [[nodiscard]] const LlamaModel& model() const override { return m_inner->model(); }
    [[nodiscard]] std::string numericsId() const override { return m_inner->numericsId(); }
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t capacity, KvType type) override
    {
        auto cache = TRY(m_inner->createCache(capacity, type));
        m_caches.push_back(cache.get());
        return cache;
    }
    core::Result<void> forward(std::span<const Segment> segments, std::vector<float>& logits,
        std::stop_token stop) override
    {
        ++calls;
        std::vector<Segment> own(segments.begin(), segments.end());
        for (Segment& segment : own) {
            segment.numericClass = NumericClass::Prefill; // this device has one class
        }
        if (!faults.empty()) {
            const std::optional<ErrorCode> fault = faults.front();
            faults.pop_front();
            if (fault && *fault != ErrorCode::OutOfMemory) {
                for (KvCache* cache : m_caches) {
                    cache->truncate(0);
                }
            }
            if (fault) {
                return core::fail(*fault, "The test's device failed.");
            }
        }
        return m_inner->forward(own, logits, stop);
    }

    std::deque<std::optional<ErrorCode>> faults; ///< of the next calls; none: it works
    int calls = 0;

private:
    std::unique_ptr<LoadedModel> m_inner;
    std::vector<KvCache*> m_caches; // all live as long as the test
};

std::vector<TokenId> someTokens(std::size_t count)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 131 + i * i) % 512));
    }
    return tokens;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

} // namespace

class SteadyModelTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::shared_ptr<const LlamaModel> m_model;
    FaultyModel* m_faulty = nullptr; // of the last makeSteady()

    std::unique_ptr<LoadedModel> onCpu() const
    {
        return CpuBackend().load(m_model, {}, {}, {}).value();
    }

    std::unique_ptr<SteadyModel> makeSteady(bool hasStandIn = true)
    {
        auto faulty = std::make_unique<FaultyModel>(onCpu());
        m_faulty = faulty.get();
        const auto makeStandIn = [this,
                                     hasStandIn]() -> core::Result<std::unique_ptr<LoadedModel>> {
            if (!hasStandIn) {
                return core::fail(ErrorCode::OutOfMemory, "There is no memory for it.");
            }
            return onCpu();
        };
        return std::make_unique<SteadyModel>(std::move(faulty), "shaky", "cpu", makeStandIn);
    }

    static core::Result<std::vector<float>> read(
        LoadedModel& model, KvCache& cache, std::span<const TokenId> tokens)
    {
        std::vector<float> logits;
        const Segment segment{&cache, tokens, LogitRows::Last};
        TRY(model.forward({&segment, 1}, logits, {}));
        return logits;
    }

    std::vector<float> expected(std::span<const TokenId> tokens) const
    {
        const auto model = onCpu();
        const auto cache = model->createCache(cacheTokens, KvType::F16).value();
        return read(*model, *cache, tokens).value();
    }

private slots:
    void initTestCase()
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/model.gguf";
        QVERIFY(inference::testing::makeLlama(7, {}).write(path));
        const auto file = GgufFile::open(path);
        m_model = std::make_shared<const LlamaModel>(LlamaModel::fromGguf(file.value()).value());
    }

    void aLostDeviceGoesOnWhereItWas()
    {
        const auto tokens = someTokens(100);
        const auto steady = makeSteady();
        const auto cache = steady->createCache(cacheTokens, KvType::F16).value();
        const auto other = steady->createCache(cacheTokens, KvType::F16).value();
        QVERIFY(read(*steady, *cache, std::span(tokens).first(90)));
        QVERIFY(read(*steady, *other, std::span(tokens).first(10)));
        // Lost, made anew, and lost again while what was lost is computed again.
        m_faulty->faults = {ErrorCode::DeviceLost, std::nullopt, ErrorCode::DeviceLost};
        const auto logits = read(*steady, *cache, std::span(tokens).subspan(90));
        QVERIFY(logits);
        QVERIFY(sameBits(*logits, expected(tokens)));
        QCOMPARE(cache->length(), 100);
        QCOMPARE(other->length(), 0); // its owner notices
        QVERIFY(sameBits(read(*steady, *other, tokens).value(), *logits));
        QVERIFY(steady->notice().empty());
    }

    void anotherDeviceTakesOver_data()
    {
        QTest::addColumn<QList<int>>("faults");
        QTest::addRow("stays away") << QList<int>{int(ErrorCode::Unavailable)};
        QTest::addRow("is lost again and again") << QList<int>(4, int(ErrorCode::DeviceLost));
        QTest::addRow("has no memory")
            << QList<int>{int(ErrorCode::OutOfMemory), int(ErrorCode::OutOfMemory)};
    }

    void anotherDeviceTakesOver()
    {
        QFETCH(QList<int>, faults);
        const auto tokens = someTokens(50);
        const auto steady = makeSteady();
        const std::string numerics = steady->numericsId();
        const auto cache = steady->createCache(cacheTokens, KvType::F16).value();
        const auto other = steady->createCache(cacheTokens, KvType::F16).value();
        QVERIFY(read(*steady, *cache, std::span(tokens).first(40)));
        QVERIFY(read(*steady, *other, std::span(tokens).first(33)));
        QVERIFY(cache->page(0));
        for (const int fault : faults) {
            m_faulty->faults.push_back(ErrorCode(fault));
        }
        const auto logits = read(*steady, *cache, std::span(tokens).subspan(40));
        QVERIFY(logits);
        QVERIFY(sameBits(*logits, expected(tokens)));
        QVERIFY(QString::fromStdString(steady->notice()).contains("'cpu' has taken over"));
        QCOMPARE(other->length(), 0);
        QVERIFY(sameBits(read(*steady, *other, tokens).value(), *logits));
        // Pages are named after the first device, and these are none of its.
        QCOMPARE(steady->numericsId(), numerics);
        QCOMPARE(cache->pageBytes(), 0);
        QVERIFY(!cache->page(0));
        const auto fork = steady->createCache(cacheTokens, KvType::F16).value();
        QVERIFY(fork->copyFrom(*cache, 45));
        QVERIFY(sameBits(read(*steady, *fork, std::span(tokens).subspan(45)).value(), *logits));
    }

    void othersGiveUpTheirMemoryFirst()
    {
        const auto tokens = someTokens(50);
        const auto steady = makeSteady();
        const auto cache = steady->createCache(cacheTokens, KvType::F16).value();
        const auto other = steady->createCache(cacheTokens, KvType::F16).value();
        QVERIFY(read(*steady, *other, tokens));
        QVERIFY(read(*steady, *cache, std::span(tokens).first(40)));
        m_faulty->faults = {ErrorCode::OutOfMemory};
        const int before = m_faulty->calls;
        QVERIFY(sameBits(
            read(*steady, *cache, std::span(tokens).subspan(40)).value(), expected(tokens)));
        QCOMPARE(m_faulty->calls, before + 2); // nothing was computed again
        QCOMPARE(other->length(), 0);
        QVERIFY(steady->notice().empty());
    }

    void withoutAStandInTheErrorRemains()
    {
        const auto tokens = someTokens(5);
        const auto steady = makeSteady(false);
        const auto cache = steady->createCache(cacheTokens, KvType::F16).value();
        m_faulty->faults = {ErrorCode::Unavailable, ErrorCode::Cancelled};
        QCOMPARE(read(*steady, *cache, tokens).error().code, ErrorCode::Unavailable);
        QCOMPARE(read(*steady, *cache, tokens).error().code, ErrorCode::Cancelled);
        QVERIFY(read(*steady, *cache, tokens));
        const auto stranger = onCpu()->createCache(9, KvType::F16).value();
        QCOMPARE(read(*steady, *stranger, tokens).error().code, ErrorCode::InvalidInput);
    }

    void pagesTellTheirTokens()
    {
        const auto tokens = someTokens(40);
        const auto steady = makeSteady();
        const auto source = steady->createCache(cacheTokens, KvType::F16).value();
        QVERIFY(read(*steady, *source, tokens));
        PageBytes page = source->page(0).value();
        std::vector<std::unique_ptr<KvCache>> caches; // all live as long as the device
        for (const bool tells : {true, false}) {
            caches.push_back(steady->createCache(cacheTokens, KvType::F16).value());
            const auto& cache = caches.back();
            if (tells) {
                page.tokens.assign(tokens.begin(), tokens.begin() + pagePositions);
            } else {
                page.tokens.clear();
            }
            QVERIFY(cache->append(page));
            m_faulty->faults = {ErrorCode::DeviceLost};
            const auto logits = read(*steady, *cache, std::span(tokens).subspan(pagePositions));
            if (tells) {
                QVERIFY(sameBits(logits.value(), expected(tokens)));
            } else {
                QCOMPARE(logits.error().code, ErrorCode::DeviceLost);
                QCOMPARE(cache->length(), 0);
            }
        }
    }
};

QTEST_APPLESS_MAIN(SteadyModelTest)
#include "steady_model_test.moc"
