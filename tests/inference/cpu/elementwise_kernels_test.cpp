// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/kernels.h"
#include "inference/cpu/rope_table.h"
#include "tests/inference/cpu/random_weights.h"

#include <QtTest>

using namespace inference;
using namespace inference::testing;

class ElementwiseKernelsTest : public QObject {
    Q_OBJECT
private slots:
    void rmsNormAgreesWithPlainLoops()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            for (const std::int64_t width : {1, 16, 31, 64, 100, 768}) {
                RandomNumbers random(static_cast<std::uint32_t>(width));
                const std::int64_t padded = roundUp(width, columnPadding);
                const auto input = randomRows(1, width, padded, random);
                const auto weight = randomRows(1, width, padded, random);
                std::vector<float> output(input.size(), 5.0F);
                kernels->rmsNorm(input.data(), weight.data(), width, 1e-5F, output.data());
                double squares = 0;
                for (const float value : input) {
                    squares += static_cast<double>(value) * static_cast<double>(value);
                }
                const double scale = 1 / std::sqrt(squares / static_cast<double>(width) + 1e-5);
                for (std::size_t i = 0; i < output.size(); ++i) {
                    const double exact =
                        static_cast<double>(input[i]) * scale * static_cast<double>(weight[i]);
                    QVERIFY(std::abs(static_cast<double>(output[i]) - exact) <= 1e-6);
                }
            }
        }
    }

    void swiGluAgreesWithPlainLoops()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            std::vector<float> gate;
            for (int i = -1200; i <= 1203; ++i) {
                gate.push_back(static_cast<float>(i) / 10.0F);
            }
            const std::vector<float> up(gate.size(), 1.5F);
            std::vector<float> result = gate;
            kernels->swiGlu(result.data(), up.data(), static_cast<std::int64_t>(result.size()));
            for (std::size_t i = 0; i < gate.size(); ++i) {
                const auto x = static_cast<double>(gate[i]);
                const double exact = x / (1 + std::exp(-x)) * 1.5;
                const double error = std::abs(static_cast<double>(result[i]) - exact);
                QVERIFY2(error <= 5e-7 * std::abs(exact) + 1e-33, QByteArray::number(x));
            }
        }
    }

    void swiGluBitsDoNotDependOnTheCut()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            RandomNumbers random(5);
            const auto gate = randomRows(1, 61, 61, random);
            const auto up = randomRows(1, 61, 61, random);
            std::vector<float> whole = gate;
            kernels->swiGlu(whole.data(), up.data(), 61);
            for (std::int64_t cut = 1; cut < 61; ++cut) {
                std::vector<float> parts = gate;
                kernels->swiGlu(parts.data(), up.data(), cut);
                kernels->swiGlu(parts.data() + cut, up.data() + cut, 61 - cut);
                QCOMPARE(std::memcmp(parts.data(), whole.data(), 61 * sizeof(float)), 0);
            }
        }
    }

    void rotatesByTheAngle()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            for (const int pairs : {1, 3, 4, 8, 10, 32}) {
                std::vector<double> frequencies;
                for (int i = 0; i < pairs; ++i) {
                    frequencies.push_back(std::pow(10000.0, -static_cast<double>(i) / pairs));
                }
                RopeTable table(frequencies);
                QVERIFY(table.extendTo(1000));
                RandomNumbers random(static_cast<std::uint32_t>(pairs));
                const auto input = randomRows(1, 2 * pairs, 2 * pairs, random);
                for (const std::int64_t position : {0, 1, 255, 256, 999}) {
                    std::vector<float> head = input;
                    kernels->rotate(head.data(), table.at(position), 2 * pairs);
                    for (std::size_t i = 0; i < frequencies.size(); ++i) {
                        const double angle = static_cast<double>(position) * frequencies[i];
                        const auto x = static_cast<double>(input[2 * i]);
                        const auto y = static_cast<double>(input[2 * i + 1]);
                        const double first = x * std::cos(angle) - y * std::sin(angle);
                        const double second = x * std::sin(angle) + y * std::cos(angle);
                        QVERIFY(std::abs(static_cast<double>(head[2 * i]) - first) < 3e-7);
                        QVERIFY(std::abs(static_cast<double>(head[2 * i + 1]) - second) < 3e-7);
                    }
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(ElementwiseKernelsTest)
#include "elementwise_kernels_test.moc"
