// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/kernels.h"
#include "resources/models/train/trainer/product_bf16.h"
#include "resources/models/train/trainer/random_stream.h"

#include <QTest>

#include <array>
#include <cmath>
#include <vector>

using namespace train;

namespace {

std::vector<float> randomFloats(std::size_t count, std::uint64_t seed)
{
    RandomStream random(seed);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(random.normal());
    }
    return values;
}

} // namespace

class KernelsTest : public QObject {
    Q_OBJECT

private slots:
    void multiplyIsTheSumOfProducts_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("depth");
        QTest::newRow("one") << 1 << 1 << 1;
        QTest::newRow("less than a tile") << 5 << 13 << 7;
        QTest::newRow("a tile and one") << 7 << 65 << 257;
        QTest::newRow("several blocks") << 200 << 530 << 300;
        QTest::newRow("a column") << 97 << 1 << 33;
    }

    void multiplyIsTheSumOfProducts()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(int, depth);
        const auto size = [](int a, int b) {
            return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
        };
        const std::vector<float> a = randomFloats(size(rows, depth), 1);
        const std::vector<float> b = randomFloats(size(depth, columns), 2);
        PackBuffers buffers;
        for (const bool turnsLeft : {false, true}) {
            for (const bool turnsRight : {false, true}) {
                const MatrixView left = turnsLeft ? matrix(a.data(), depth, rows).transposed()
                                                  : matrix(a.data(), rows, depth);
                const MatrixView right = turnsRight ? matrix(b.data(), columns, depth).transposed()
                                                    : matrix(b.data(), depth, columns);
                const std::vector<float> before = randomFloats(size(rows, columns), 3);
                std::vector<float> out = before;
                bestKernels().multiply(left, right, {out.data(), columns}, Write::Add, buffers);
                for (int r = 0; r < rows; ++r) {
                    for (int c = 0; c < columns; ++c) {
                        const std::size_t at = size(r, columns) + static_cast<std::size_t>(c);
                        double sum = static_cast<double>(before[at]);
                        for (int k = 0; k < depth; ++k) {
                            sum += static_cast<double>(
                                       left.data[r * left.rowStride + k * left.columnStride])
                                * static_cast<double>(
                                    right.data[k * right.rowStride + c * right.columnStride]);
                        }
                        QVERIFY(std::abs(static_cast<double>(out[at]) - sum) < 1e-3);
                    }
                }
            }
        }
    }

    void bf16ProductsAreThoseOfRoundedValues()
    {
        if (!hasBf16Products()) {
            QSKIP("This processor has no products of bfloat16.");
        }
        PackBuffers buffers;
        for (const auto& [rows, columns, depth] :
            {std::array{1, 1, 1}, std::array{7, 65, 33}, std::array{100, 530, 600}})
        {
            const auto size = [](int a, int b) {
                return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
            };
            const std::vector<float> a = randomFloats(size(rows, depth), 1);
            const std::vector<float> b = randomFloats(size(depth, columns), 2);
            for (const bool turns : {false, true}) {
                const MatrixView left = turns ? matrix(a.data(), depth, rows).transposed()
                                              : matrix(a.data(), rows, depth);
                const MatrixView right = turns ? matrix(b.data(), columns, depth).transposed()
                                               : matrix(b.data(), depth, columns);
                std::vector<float> exact = randomFloats(size(rows, columns), 3);
                std::vector<float> rounded = exact;
                bestKernels().multiply(left, right, {exact.data(), columns}, Write::Add, buffers);
                multiplyBf16(left, right, {rounded.data(), columns}, Write::Add, buffers);
                double error = 0;
                double squares = 0;
                for (std::size_t i = 0; i < exact.size(); ++i) {
                    error += std::pow(static_cast<double>(exact[i] - rounded[i]), 2);
                    squares += std::pow(static_cast<double>(exact[i]), 2);
                }
                QVERIFY(error <= 2e-5 * squares); // 2^-9 for each of two factors, squared
            }
        }
    }

    void crossEntropyIsTheSlopeOfTheLoss()
    {
        std::vector<float> logits = randomFloats(77, 4);
        double sum = 0;
        for (const float logit : logits) {
            sum += std::exp(static_cast<double>(logit));
        }
        const std::vector<float> before = logits;
        const float loss = bestKernels().crossEntropy(logits.data(), 77, 30, 0.5F);
        QVERIFY(
            std::abs(static_cast<double>(loss) - (std::log(sum) - static_cast<double>(before[30])))
            < 1e-5);
        for (std::size_t i = 0; i < logits.size(); ++i) {
            const double p = std::exp(static_cast<double>(before[i])) / sum;
            const double expected = 0.5 * (p - (i == 30 ? 1.0 : 0.0));
            QVERIFY(std::abs(static_cast<double>(logits[i]) - expected) < 1e-6);
        }
    }

    void softmaxSeesOnlyWhatStandsBefore()
    {
        std::vector<float> scores = randomFloats(3 * 40, 5);
        std::vector<float> again = scores;
        std::vector<float> logSum(3);
        bestKernels().softmaxCausal(scores.data(), 3, 40, 20, 0.3F, logSum.data());
        bestKernels().softmaxAgain(again.data(), 3, 40, 20, 0.3F, logSum.data());
        for (std::size_t row = 0; row < 3; ++row) {
            double sum = 0;
            for (std::size_t i = 0; i < 40; ++i) {
                const float p = scores[row * 40 + i];
                sum += static_cast<double>(p);
                QVERIFY(i < 20 + row ? p > 0 : p == 0);
                QVERIFY(std::abs(p - again[row * 40 + i]) < 1e-5F);
            }
            QVERIFY(std::abs(sum - 1) < 1e-5);
        }
    }
};

QTEST_APPLESS_MAIN(KernelsTest)
#include "kernels_test.moc"
