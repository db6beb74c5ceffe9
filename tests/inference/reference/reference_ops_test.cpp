// SPDX-License-Identifier: Apache-2.0
// The steps of the reference against numbers worked out by hand.
#include "inference/reference/attention.h"
#include "inference/reference/feed_forward.h"
#include "inference/reference/half_float.h"
#include "inference/reference/rms_norm.h"
#include "inference/reference/rope.h"
#include "inference/reference/weight_rows.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <numbers>

using namespace inference;

namespace {

bool near(double a, double b)
{
    return std::fabs(a - b) < 1e-12;
}

Matrix rowOf(const std::vector<double>& values)
{
    Matrix matrix(1, static_cast<std::int64_t>(values.size()));
    std::copy(values.begin(), values.end(), matrix.row(0).begin());
    return matrix;
}

WeightView viewOf(const std::vector<float>& values, std::int64_t rows)
{
    return {.type = TensorType::F32,
        .rows = rows,
        .columns = static_cast<std::int64_t>(values.size()) / rows,
        .data = reinterpret_cast<const std::uint8_t*>(values.data())};
}

} // namespace

class ReferenceOpsTest : public QObject {
    Q_OBJECT

private slots:
    void rmsNormDividesByTheRootMeanSquare()
    {
        const std::vector<double> gain{1, 2};
        const Matrix result = rmsNorm(rowOf({3, 4}), gain, 0.5);
        const double scale = 1 / std::sqrt(12.5 + 0.5);
        QVERIFY(near(result.row(0)[0], 3 * scale));
        QVERIFY(near(result.row(0)[1], 8 * scale));
    }

    void ropeTurnsPairsAndLeavesTheRest()
    {
        std::vector<double> heads{1, 0, 0, 2, 7, 1, 0, 0, 2, 7}; // two heads of five
        const std::vector<double> frequency{std::numbers::pi / 2, std::numbers::pi};
        rotate(heads, 5, 1, frequency);
        for (std::size_t head = 0; head < 10; head += 5) {
            QVERIFY(near(heads[head], 0) && near(heads[head + 1], 1));
            QVERIFY(near(heads[head + 2], 0) && near(heads[head + 3], -2));
            QVERIFY(near(heads[head + 4], 7));
        }
    }

    void linearMultipliesAndAddsTheBias()
    {
        const std::vector<float> weights{1, 2, 3, 4, 5, 6};
        const std::vector<double> bias{10, 20};
        const Matrix result = linear(rowOf({1, 0, -1}), viewOf(weights, 2), bias);
        QCOMPARE(result.columns(), 2);
        QCOMPARE(result.row(0)[0], 8.0);
        QCOMPARE(result.row(0)[1], 18.0);
    }

    void blocksOfQ8AreScaled()
    {
        std::vector<std::uint8_t> bytes(2 * 34);
        for (std::size_t block = 0; block < 2; ++block) {
            const std::uint16_t scale = doubleToHalf(block == 0 ? 0.5 : 2.0);
            std::memcpy(bytes.data() + block * 34, &scale, 2);
            for (int i = 0; i < 32; ++i) {
                bytes[block * 34 + 2 + static_cast<std::size_t>(i)] =
                    static_cast<std::uint8_t>(static_cast<std::int8_t>(i - 16));
            }
        }
        std::vector<double> values(64);
        readWeightRow(
            {.type = TensorType::Q8_0, .rows = 1, .columns = 64, .data = bytes.data()}, 0, values);
        QCOMPARE(values[0], -8.0);
        QCOMPARE(values[31], 7.5);
        QCOMPARE(values[32], -32.0);
        QCOMPARE(values[63], 30.0);
    }

    void feedForwardGates()
    {
        const std::vector<float> gate{1};
        const std::vector<float> up{3};
        const std::vector<float> down{2};
        LlamaLayer layer;
        layer.gate = viewOf(gate, 1);
        layer.up = viewOf(up, 1);
        layer.down = viewOf(down, 1);
        const double x = 0.7;
        QVERIFY(
            near(feedForward(rowOf({x}), layer).row(0)[0], 2 * (x / (1 + std::exp(-x))) * 3 * x));
    }

    void attentionWeighsWhatCameBefore()
    {
        LlamaParameters parameters;
        parameters.layers = 1;
        parameters.heads = 2;
        parameters.kvHeads = 1; // both heads share it
        parameters.headSize = 2;
        ReferenceCache cache(parameters, 4, KvType::F32);
        const std::vector<std::vector<double>> keys{{1, 0}, {0, 1}};
        const std::vector<std::vector<double>> values{{10, 0}, {0, 20}};
        for (std::size_t i = 0; i < 2; ++i) {
            cache.store(0, keys[i], values[i]);
        }
        Matrix queries(2, 4);
        const std::vector<double> query{1, 0, 0, 3};
        std::copy(query.begin(), query.end(), queries.row(0).begin());
        std::copy(query.begin(), query.end(), queries.row(1).begin());
        const Matrix result = attend(parameters, queries, cache, 0, 0);
        // The first row sees one position only.
        QVERIFY(near(result.row(0)[0], 10) && near(result.row(0)[1], 0));
        QVERIFY(near(result.row(0)[2], 10) && near(result.row(0)[3], 0));
        const double first = std::exp(1 / std::sqrt(2.0));
        const double second = std::exp(3 / std::sqrt(2.0));
        QVERIFY(near(result.row(1)[0], 10 * first / (first + 1)));
        QVERIFY(near(result.row(1)[3], 20 * second / (second + 1)));
    }
};

QTEST_APPLESS_MAIN(ReferenceOpsTest)
#include "reference_ops_test.moc"
