// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/network.h"
#include "resources/models/train/trainer/random_stream.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace train;

namespace {

ModelShape tinyShape()
{
    return {.vocabulary = 37,
        .width = 24,
        .layers = 2,
        .heads = 4,
        .kvHeads = 2,
        .headSize = 6,
        .feedForward = 20,
        .context = 128};
}

/// Samples of these lengths; every third token is only read, every fifth not looked at.
Pack packOf(const std::vector<int>& lengths, std::uint64_t seed)
{
    RandomStream random(seed);
    Pack pack;
    pack.begins.push_back(0);
    for (const int length : lengths) {
        for (int i = 0; i < length; ++i) {
            pack.ids.push_back(static_cast<std::int32_t>(random.next() % 37));
            const bool isLast = i + 1 == length;
            pack.weights.push_back(isLast || i % 5 == 4 ? 0.0F : i % 3 == 0 ? 0.25F : 1.0F);
            pack.isAnswer.push_back(!isLast && i % 3 != 0);
        }
        pack.begins.push_back(pack.tokens());
    }
    return pack;
}

std::vector<float> parametersOf(const ModelShape& shape, const ParameterLayout& layout)
{
    std::vector<float> values = initialParameters(shape, layout, 7);
    RandomStream random(3);
    for (float& value : values) {
        value += static_cast<float>(0.1 * random.normal()); // norms are not 1, branches not small
    }
    return values;
}

} // namespace

class NetworkTest : public QObject {
    Q_OBJECT

private slots:
    void gradientsAreTheSlopesOfTheLoss_data()
    {
        QTest::addColumn<QList<int>>("lengths");
        QTest::newRow("one sample") << QList<int>{9};
        QTest::newRow("two samples") << QList<int>{5, 12};
        QTest::newRow("more than one block of queries") << QList<int>{70, 3, 67};
    }

    void gradientsAreTheSlopesOfTheLoss()
    {
        QFETCH(QList<int>, lengths);
        const ModelShape shape = tinyShape();
        Network network(shape, bestKernels());
        const ParameterLayout& layout = network.layout();
        std::vector<float> parameters = parametersOf(shape, layout);
        const Pack pack = packOf({lengths.begin(), lengths.end()}, 11);
        std::vector<float> gradients(parameters.size(), 0.0F);
        network.run(parameters.data(), pack, 1.0F, gradients.data());
        RandomStream random(5);
        for (const Tensor& tensor : layout.tensors) {
            // The slope along a random direction of this tensor alone.
            std::vector<float> direction(static_cast<std::size_t>(tensor.size()));
            double expected = 0;
            double length = 0;
            for (std::size_t i = 0; i < direction.size(); ++i) {
                direction[i] = static_cast<float>(random.normal());
                const auto at = static_cast<std::size_t>(tensor.offset) + i;
                // Leaning on the gradient keeps the slope well above the rounding.
                direction[i] += gradients[at] > 0 ? 1.0F : -1.0F;
                expected += static_cast<double>(direction[i]) * static_cast<double>(gradients[at]);
                length += static_cast<double>(direction[i]) * static_cast<double>(direction[i]);
            }
            const double step = 4e-3 / std::sqrt(length);
            const auto lossAt = [&](double way) {
                std::vector<float> moved = parameters;
                for (std::size_t i = 0; i < direction.size(); ++i) {
                    moved[static_cast<std::size_t>(tensor.offset) + i] +=
                        static_cast<float>(way * static_cast<double>(direction[i]));
                }
                return network.run(moved.data(), pack, 1.0F, nullptr).loss;
            };
            const double found = (lossAt(step) - lossAt(-step)) / (2 * step);
            QVERIFY2(std::abs(found - expected) <= 0.01 * std::abs(expected) + 1e-3,
                qPrintable(QString("%1: slope %2, gradient %3")
                               .arg(QString::fromStdString(tensor.name))
                               .arg(found)
                               .arg(expected)));
        }
    }

    void samplesDoNotSeeTheirNeighbours()
    {
        const ModelShape shape = tinyShape();
        Network network(shape, bestKernels());
        const std::vector<float> parameters = parametersOf(shape, network.layout());
        const Pack both = packOf({6, 9}, 2);
        Pack second;
        second.ids.assign(both.ids.begin() + 6, both.ids.end());
        second.begins = {0, 9};
        const std::vector<float> together = network.logits(parameters.data(), both);
        const std::vector<float> alone = network.logits(parameters.data(), second);
        for (std::size_t i = 0; i < alone.size(); ++i) {
            QVERIFY(std::abs(alone[i] - together[6 * 37 + i]) < 1e-5F);
        }
    }

    void scoreCountsAnswersAndWholeSamples()
    {
        const ModelShape shape = tinyShape();
        Network network(shape, bestKernels());
        const std::vector<float> parameters = parametersOf(shape, network.layout());
        Pack pack = packOf({4, 4}, 9);
        const std::vector<float> logits = network.logits(parameters.data(), pack);
        // The first sample's tokens are what the model foresees, the second's are not.
        pack.weights = {1, 0, 0, 0, 1, 0, 0, 0};
        pack.isAnswer = {true, false, false, false, true, false, false, false};
        const auto best = [&](std::size_t token) {
            const auto row = logits.begin() + static_cast<std::ptrdiff_t>(token * 37);
            return static_cast<std::int32_t>(std::max_element(row, row + 37) - row);
        };
        pack.ids[1] = best(0);
        pack.ids[5] = (best(4) + 1) % 37;
        const Score score = network.run(parameters.data(), pack, 1.0F, nullptr);
        QCOMPARE(score.answerTokens, 2);
        QCOMPARE(score.answerHits, 1);
        QCOMPARE(score.samples, 2);
        QCOMPARE(score.samplesWhole, 1);
        QCOMPARE(score.weight, 2.0);
    }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "network_test.moc"
