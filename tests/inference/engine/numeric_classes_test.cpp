// SPDX-License-Identifier: Apache-2.0
// The bits of logits, over all devices: alone, in a batch, in other chunks, with other threads,
// after a restore from disk, after eviction and recomputation.
#include "inference/engine/prompt_reader.h"
#include "tests/inference/engine/engine_fixture.h"

#include <QTest>

#include <cstring>

using namespace inference;
using namespace inference::testing;

namespace {

constexpr std::size_t vocabulary = 512;
constexpr std::size_t promptTokens = 150;
constexpr std::size_t answerTokens = 20; // generated behind the prompt
constexpr std::int64_t capacity = 400;

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

/// All rows of logits of tokens that are appended in pieces, the sizes of which go round.
std::vector<float> rowsOf(LoadedModel& model, KvCache& cache, std::span<const TokenId> tokens,
    const std::vector<std::size_t>& pieces, NumericClass numericClass)
{
    std::vector<float> logits;
    for (std::size_t at = 0, piece = 0; at < tokens.size(); ++piece) {
        const std::size_t count = std::min(pieces[piece % pieces.size()], tokens.size() - at);
        const Segment segment{&cache, tokens.subspan(at, count), LogitRows::All, numericClass};
        if (!model.forward({&segment, 1}, logits, {})) {
            return {};
        }
        at += count;
    }
    return logits;
}

} // namespace

class NumericClassesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LlamaShape shape;
        shape.width = 96;
        shape.heads = 6;
        shape.kvHeads = 2;
        shape.headSize = 48;
        shape.feedForward = 224;
        shape.contextLength = 512;
        for (const auto& [name, type] :
            {std::pair("f16", TensorType::F16), {"q8_0", TensorType::Q8_0}}) {
            shape.name = name;
            shape.type = type;
            m_paths[name] = m_fixture.makeModel(shape, "");
        }
    }

    void init()
    {
        const QString tag = QTest::currentDataTag();
        if (tag.isEmpty()) {
            return;
        }
        const QStringList parts = tag.split(' ');
        m_path = m_paths.at(parts[1].toStdString());
        m_device = parts[0].toStdString();
        m_opened = open(0);
        m_cache = makeCache(*m_opened);
        m_prompt = rowsOf(model(), *m_cache, prompt(), {promptTokens}, NumericClass::Prefill);
        m_answer = rowsOf(model(), *m_cache, answer(), {1}, NumericClass::Decode);
        QCOMPARE(m_prompt.size(), promptTokens * vocabulary);
        QCOMPARE(m_answer.size(), answerTokens * vocabulary);
    }

    void inOtherChunks_data() { addRows(); }
    void inOtherChunks()
    {
        for (const std::vector<std::size_t>& pieces :
            std::vector<std::vector<std::size_t>>{{1}, {2, 3}, {8}, {31, 2}, {64}, {128}, {149, 1}})
        {
            const auto cache = makeCache(*m_opened);
            QVERIFY(sameBits(
                rowsOf(model(), *cache, prompt(), pieces, NumericClass::Prefill), m_prompt));
            const std::vector<std::size_t> columns{std::min<std::size_t>(pieces.front(), 8)};
            QVERIFY(sameBits(
                rowsOf(model(), *cache, answer(), columns, NumericClass::Decode), m_answer));
        }
    }

    void withOtherThreads_data() { addRows(); }
    void withOtherThreads()
    {
        for (const std::int32_t threads : {1, 2}) {
            const auto other = open(threads);
            const auto cache = makeCache(*other);
            QVERIFY(sameBits(
                rowsOf(*other->loaded, *cache, prompt(), {40}, NumericClass::Prefill), m_prompt));
            QVERIFY(sameBits(
                rowsOf(*other->loaded, *cache, answer(), {1}, NumericClass::Decode), m_answer));
        }
    }

    void inABatch_data() { addRows(); }
    void inABatch()
    {
        for (const std::size_t others : {1, 3, 7}) {
            std::vector<std::unique_ptr<KvCache>> caches;
            std::vector<std::vector<TokenId>> texts;
            std::vector<Segment> segments;
            for (std::size_t i = 0; i <= others; ++i) {
                caches.push_back(makeCache(*m_opened));
                texts.push_back(i == others / 2 ? prompt() : someTokens(20 + 13 * i, 7));
            }
            for (std::size_t i = 0; i <= others; ++i) {
                segments.push_back({caches[i].get(), texts[i],
                    i == others / 2 ? LogitRows::All : LogitRows::None, NumericClass::Prefill});
            }
            std::vector<float> logits;
            QVERIFY(model().forward(segments, logits, {}));
            QVERIFY(sameBits(logits, m_prompt));
            logits.clear();
            const auto tokens = answer();
            for (std::size_t t = 0; t < answerTokens; ++t) {
                for (Segment& segment : segments) {
                    segment.tokens = std::span(tokens).subspan(t, 1);
                    segment.numericClass = NumericClass::Decode;
                }
                QVERIFY(model().forward(segments, logits, {}));
            }
            QVERIFY(sameBits(logits, m_answer));
        }
    }

    void afterARestoreFromDisk_data() { addRows(); }
    void afterARestoreFromDisk()
    {
        const QTemporaryDir folder;
        const StateOptions options{
            .folder = folder.path().toStdString(), .diskBytesMax = 1 << 30, .memoryBytesMax = 0};
        StateStore(lineage(), options).keep(*m_cache, classed(), {});
        const auto other = open(1);
        const auto cache = makeCache(*other);
        StateStore(lineage(), options).restore(*cache, classed());
        QCOMPARE(cache->length(), 160);
        QVERIFY(sameBits(rowsOf(*other->loaded, *cache, std::span(m_all).subspan(160), {1},
                             NumericClass::Decode),
            std::span(m_answer).subspan(10 * vocabulary)));
        cache->truncate(96);
        QVERIFY(sameBits(rowsOf(*other->loaded, *cache, prompt(96), {9}, NumericClass::Prefill),
            std::span(m_prompt).subspan(96 * vocabulary)));
    }

    void afterEvictionAndRecomputation_data() { addRows(); }
    void afterEvictionAndRecomputation()
    {
        const auto cache = makeCache(*m_opened);
        ReadingPace pace;
        std::vector<float> last;
        QVERIFY(readTokens(model(), pace, *cache, classed(), last, {}, {}));
        QVERIFY(sameBits(last, std::span(m_answer).last(vocabulary)));
        for (const std::int64_t left : {160, 151, 150, 149, 96, 33, 0}) {
            cache->truncate(left);
            last.clear();
            QVERIFY(readTokens(model(), pace, *cache,
                classed().from(static_cast<std::size_t>(left)), last, {}, {}));
            QVERIFY(sameBits(last, std::span(m_answer).last(vocabulary)));
        }
    }

private:
    void addRows()
    {
        QTest::addColumn<bool>("unused");
        for (const core::DeviceFacts& device : m_fixture.backends().facts()) {
            for (const char* type : {"f16", "q8_0"}) {
                if (device.usable) {
                    QTest::addRow("%s %s", device.name.c_str(), type) << true;
                }
            }
        }
    }

    std::unique_ptr<OpenedModel> open(std::int32_t threads)
    {
        core::LoadOptions options;
        options.device = m_device;
        options.threads = threads;
        auto opened = openModel(m_fixture.backends(), m_path, options, plentyBytes, {}, {});
        return std::make_unique<OpenedModel>(std::move(opened.value()));
    }

    static std::unique_ptr<KvCache> makeCache(OpenedModel& opened)
    {
        return opened.loaded->createCache(capacity, KvType::F16).value();
    }

    LoadedModel& model() { return *m_opened->loaded; }
    std::vector<TokenId> prompt(std::size_t from = 0) const
    {
        return {m_all.begin() + static_cast<std::ptrdiff_t>(from), m_all.begin() + promptTokens};
    }
    std::vector<TokenId> answer() const { return {m_all.begin() + promptTokens, m_all.end()}; }
    ClassedTokens classed() const { return {m_all, m_classes}; }

    PageLineage lineage()
    {
        return {.modelFingerprint = "made",
            .numericsId = model().numericsId(),
            .adapters = {},
            .kvType = KvType::F16,
            .pageBytes = m_cache->pageBytes()};
    }

    static std::vector<NumericClass> classesOfAll()
    {
        std::vector<NumericClass> classes(promptTokens, NumericClass::Prefill);
        classes.resize(promptTokens + answerTokens, NumericClass::Decode);
        return classes;
    }

    EngineFixture m_fixture;
    std::map<std::string, std::filesystem::path> m_paths;
    std::filesystem::path m_path;
    std::string m_device;
    const std::vector<TokenId> m_all = someTokens(promptTokens + answerTokens, 3);
    const std::vector<NumericClass> m_classes = classesOfAll();
    std::unique_ptr<OpenedModel> m_opened;
    std::unique_ptr<KvCache> m_cache;
    std::vector<float> m_prompt; ///< rows of the prompt, alone and in one piece
    std::vector<float> m_answer; ///< rows of what follows, one by one
};

QTEST_GUILESS_MAIN(NumericClassesTest)
#include "numeric_classes_test.moc"
