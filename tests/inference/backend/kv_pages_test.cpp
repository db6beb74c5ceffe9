// SPDX-License-Identifier: Apache-2.0
// What KvCache promises of pages, for every device that has them.
#include "inference/engine/opened_model.h"
#include "tests/inference/gguf/llama_maker.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace inference;
using namespace inference::testing;

namespace {

constexpr std::int64_t capacity = 300;
constexpr std::int64_t plentyBytes = std::int64_t{1} << 40;
constexpr std::size_t vocabulary = 512;

std::vector<TokenId> someTokens(std::size_t count, std::uint32_t seed)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        seed = seed * 1664525U + 1013904223U;
        tokens.push_back(static_cast<TokenId>(seed >> 8U) % static_cast<TokenId>(vocabulary));
    }
    return tokens;
}

bool sameBits(std::span<const float> a, std::span<const float> b)
{
    return a.size() == b.size() && !a.empty()
        && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// Appends tokens and gives the last row of logits.
std::vector<float> go(LoadedModel& model, KvCache& cache, std::span<const TokenId> tokens)
{
    std::vector<float> logits;
    const Segment segment{.cache = &cache, .tokens = tokens};
    return model.forward({&segment, 1}, logits, {}) ? logits : std::vector<float>();
}

std::vector<std::uint8_t> bytesOf(const PageBytes& page)
{
    return {page.bytes.begin(), page.bytes.end()};
}

} // namespace

class KvPagesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LlamaShape odd; // remainders in heads and head sizes
        odd.width = 96;
        odd.heads = 6;
        odd.kvHeads = 2;
        odd.headSize = 48;
        odd.contextLength = 512;
        m_path = m_folder.path().toStdString() + "/odd.gguf";
        QVERIFY(makeLlama(7, odd).write(m_path));
    }

    void pagesGoFromCacheToCache_data() { addDevices(); }
    void pagesGoFromCacheToCache()
    {
        LoadedModel& model = *m_opened->loaded;
        const auto tokens = someTokens(110, 1);
        const auto first = makeCache();
        const auto expected = go(model, *first, tokens);
        const auto second = makeCache();
        for (std::int64_t page = 0; page < 3; ++page) {
            auto taken = first->page(page);
            QVERIFY(taken);
            QCOMPARE(std::int64_t(taken->bytes.size()), first->pageBytes());
            QVERIFY(second->append(std::move(*taken)));
            QCOMPARE(second->length(), (page + 1) * pagePositions);
        }
        const auto rest = std::span(tokens).subspan(96);
        QVERIFY(sameBits(go(model, *second, rest), expected));
        // The bytes are what they are, whichever cache is asked.
        QCOMPARE(bytesOf(*second->page(1)), bytesOf(*first->page(1)));
    }

    void aPageStaysAsItIs_data() { addDevices(); }
    void aPageStaysAsItIs()
    {
        LoadedModel& model = *m_opened->loaded;
        auto cache = makeCache();
        QVERIFY(!go(model, *cache, someTokens(64, 1)).empty());
        const auto page = cache->page(1).value();
        const auto before = bytesOf(page);
        cache->truncate(40);
        const auto other = someTokens(40, 9);
        const auto logits = go(model, *cache, other);
        QCOMPARE(bytesOf(page), before);
        QVERIFY(bytesOf(cache->page(1).value()) != before);
        cache.reset();
        QCOMPARE(bytesOf(page), before);

        auto tokens = someTokens(64, 1);
        tokens.resize(40);
        tokens.insert(tokens.end(), other.begin(), other.end());
        const auto fresh = makeCache();
        QVERIFY(sameBits(go(model, *fresh, tokens), logits));
    }

    void copiesGoTheirOwnWays_data() { addDevices(); }
    void copiesGoTheirOwnWays()
    {
        LoadedModel& model = *m_opened->loaded;
        const auto tokens = someTokens(100, 1);
        const auto left = someTokens(45, 2);
        const auto right = someTokens(45, 3);
        for (const std::int64_t shared : {20, 32, 50, 64, 99}) {
            const auto first = makeCache();
            QVERIFY(!go(model, *first, tokens).empty());
            const auto second = makeCache();
            QVERIFY(second->copyFrom(*first, shared));
            QCOMPARE(second->length(), shared);
            first->truncate(shared);
            const auto leftLogits = go(model, *first, left);
            const auto rightLogits = go(model, *second, right);
            for (const auto& [tail, logits] : {std::pair(left, leftLogits), {right, rightLogits}}) {
                auto all = someTokens(100, 1);
                all.resize(static_cast<std::size_t>(shared));
                all.insert(all.end(), tail.begin(), tail.end());
                const auto fresh = makeCache();
                QVERIFY(sameBits(go(model, *fresh, all), logits));
            }
        }
    }

    void whatDoesNotFitIsRefused_data() { addDevices(); }
    void whatDoesNotFitIsRefused()
    {
        LoadedModel& model = *m_opened->loaded;
        const auto cache = makeCache();
        QVERIFY(!go(model, *cache, someTokens(70, 1)).empty());
        QVERIFY(cache->page(1));
        for (const std::int64_t index : {-1, 2, 100}) {
            QCOMPARE(cache->page(index).error().code, core::ErrorCode::InvalidInput);
        }
        const PageBytes page = cache->page(0).value();
        QCOMPARE(cache->append(page).error().code, core::ErrorCode::InvalidInput); // 70 positions
        cache->truncate(64);
        PageBytes cut = page;
        cut.bytes = cut.bytes.first(cut.bytes.size() - 64);
        QCOMPARE(cache->append(cut).error().code, core::ErrorCode::InvalidInput);
        QCOMPARE(cache->length(), 64);
        const auto narrow = model.createCache(40, KvType::F16).value();
        QVERIFY(narrow->append(page));
        QCOMPARE(narrow->append(page).error().code, core::ErrorCode::LimitReached);
        QCOMPARE(narrow->length(), 32);
    }

    void namesWhatBitsDependOn_data() { addDevices(); }
    void namesWhatBitsDependOn()
    {
        QVERIFY(!m_opened->loaded->numericsId().empty());
        QVERIFY(makeCache()->pageBytes() > 0);
    }

    void init()
    {
        const QString device = QTest::currentDataTag();
        if (device.isEmpty()) {
            return;
        }
        core::LoadOptions options;
        options.device = device.toStdString();
        auto opened = openModel(m_backends, m_path, options, plentyBytes, {}, {});
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        m_opened = std::make_unique<OpenedModel>(std::move(*opened));
    }

private:
    void addDevices()
    {
        QTest::addColumn<bool>("unused");
        for (const core::DeviceFacts& device : m_backends.facts()) {
            if (device.usable) {
                QTest::addRow("%s", device.name.c_str()) << true;
            }
        }
    }

    std::unique_ptr<KvCache> makeCache()
    {
        return m_opened->loaded->createCache(capacity, KvType::F16).value();
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_path;
    BackendRegistry m_backends = BackendRegistry::create();
    std::unique_ptr<OpenedModel> m_opened;
};

QTEST_GUILESS_MAIN(KvPagesTest)
#include "kv_pages_test.moc"
