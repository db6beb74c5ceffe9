// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/training_run.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace train;

namespace {

/// A corpus of counting: each sample goes up by one from somewhere, all but the first is learnt.
void writeCorpus(const std::string& name)
{
    std::ofstream ids(name + ".ids", std::ios::binary);
    std::ofstream weights(name + ".weights", std::ios::binary);
    std::ofstream lengths(name + ".lengths", std::ios::binary);
    for (std::uint32_t sample = 0; sample < 40; ++sample) {
        const std::uint32_t length = 4 + sample % 5;
        lengths.write(reinterpret_cast<const char*>(&length), sizeof length);
        for (std::uint32_t i = 0; i < length; ++i) {
            const auto id = static_cast<std::uint16_t>((sample + i) % 16);
            ids.write(reinterpret_cast<const char*>(&id), sizeof id);
            weights.put(i == 0 ? 1 : 2);
        }
    }
}

std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

class TrainingRunTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    RunOptions m_options;

private slots:
    void initTestCase()
    {
        const std::string name = m_folder.filePath("corpus").toStdString();
        writeCorpus(name);
        m_options.data = name;
        m_options.shape = {.vocabulary = 16,
            .width = 16,
            .layers = 1,
            .heads = 2,
            .kvHeads = 1,
            .headSize = 8,
            .feedForward = 24,
            .context = 32};
        m_options.batch = {.packs = 4, .packTokens = 32};
        m_options.optimizer = {.rate = 0.01, .warmupSteps = 5, .steps = 60};
        m_options.printEvery = 1000;
    }

    void learnsToCount()
    {
        m_options.out = m_folder.filePath("whole").toStdString();
        QVERIFY(runTraining(m_options, {}));
        const auto found = readCheckpoint(m_options.out);
        QVERIFY(found);
        QCOMPARE(found->step, 60);
        Workers workers(found->shape, 1);
        const auto corpus = TokenCorpus::open(m_options.data, 16);
        const Score score = scoreCorpus(workers, found->parameters, *corpus, 40);
        QCOMPARE(score.samples, 40);
        QCOMPARE(score.samplesWhole, 40);
    }

    void resumedRunGivesTheSameBytes()
    {
        RunOptions halves = m_options;
        halves.out = m_folder.filePath("halves").toStdString();
        std::stop_source stop;
        // The cosine is that of the whole run; only the loop ends early.
        stop.request_stop();
        QVERIFY(runTraining(halves, stop.get_token())); // writes the first weights
        for (const std::int64_t until : {23, 60}) {
            RunOptions part = halves;
            part.resume = true;
            part.stopAtStep = until;
            QVERIFY(runTraining(part, {}));
        }
        QCOMPARE(contents(halves.out).size(), contents(m_options.out).size());
        QVERIFY(contents(halves.out) == contents(m_options.out));
    }

    void cutCheckpointIsRefused()
    {
        const std::string whole = contents(m_options.out);
        const std::filesystem::path path = m_folder.filePath("cut").toStdString();
        for (const std::size_t length : {std::size_t{0}, std::size_t{20}, whole.size() - 1}) {
            std::ofstream(path, std::ios::binary) << whole.substr(0, length);
            const auto found = readCheckpoint(path);
            QVERIFY(!found);
            QCOMPARE(found.error().code, core::ErrorCode::Corrupt);
        }
    }

    void corpusOfAnotherVocabularyIsRefused()
    {
        const auto corpus = TokenCorpus::open(m_options.data, 15);
        QVERIFY(!corpus);
        QCOMPARE(corpus.error().code, core::ErrorCode::Corrupt);
    }

    void rateRisesThenFalls()
    {
        const OptimizerOptions options{
            .rate = 2.0, .lastRate = 0.1, .warmupSteps = 10, .steps = 110};
        QCOMPARE(rateAt(options, 0), 0.2);
        QCOMPARE(rateAt(options, 9), 2.0);
        QCOMPARE(rateAt(options, 60), 1.1);
        QVERIFY(std::abs(rateAt(options, 110) - 0.2) < 1e-9);
    }
};

QTEST_APPLESS_MAIN(TrainingRunTest)
#include "training_run_test.moc"
