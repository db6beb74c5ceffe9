// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/fixed_point_buffer.h"
#include "inference/cpu/kernels.h"
#include "tests/inference/cpu/random_weights.h"

#include <QtTest>

#include <algorithm>

using namespace inference;
using namespace inference::testing;

namespace {

struct Shape {
    std::int64_t rows;
    std::int64_t columns;
    std::int64_t tokens;
};

/// One product of every kind: what came out of the kernel for a shape, with and without neighbours.
struct Case {
    Case(const CpuKernels& kernelTable, const FormatKernels& formatKernels, Shape wanted)
        : kernels(kernelTable)
        , format(formatKernels)
        , shape(wanted)
        , stride(roundUp(wanted.columns, columnPadding))
    {
        RandomNumbers random(
            static_cast<std::uint32_t>(shape.rows * 1000003 + shape.columns * 1009 + shape.tokens));
        weights = randomWeights(format.type, shape.rows, shape.columns, random);
        input = randomRows(shape.tokens, shape.columns, stride, random);
        bias = randomRows(1, shape.rows, shape.rows, random);
    }

    std::vector<float> compute(std::int64_t firstToken, std::int64_t tokens, std::int64_t firstRow,
        std::int64_t rows) const
    {
        std::vector<float> output(static_cast<std::size_t>(tokens * rows), -7.0F);
        auto scratch = AlignedBuffer<float>::create(matmulScratch(rows, stride), "s").value();
        auto partialSums = AlignedBuffer<float>::create(matmulPartialSums(rows), "sums").value();
        MatmulTask task;
        task.weights = weights.bytes.data() + firstRow * weights.rowBytes;
        task.rowBytes = weights.rowBytes;
        task.rows = rows;
        task.columns = shape.columns;
        task.input = input.data() + firstToken * stride;
        task.inputStride = stride;
        task.tokens = tokens;
        task.output = output.data();
        task.outputStride = rows;
        task.bias = bias.data() + firstRow;
        task.scratch = scratch.data();
        auto fixedPoint = FixedPointBuffer::create(tokens, stride).value();
        task.fixedInput = fixedPoint.rows(shape.columns);
        for (std::int64_t token = 0; token < tokens; ++token) {
            kernels.toFixedPoint(task.input + token * stride, task.fixedInput.from(token));
        }
        task.partialSums = partialSums.data();
        format.matmul(task);
        return output;
    }

    double exact(std::int64_t token, std::int64_t row, double& magnitude) const
    {
        double sum = bias[static_cast<std::size_t>(row)];
        magnitude = std::abs(sum);
        for (std::int64_t i = 0; i < shape.columns; ++i) {
            const double product = weights.values[static_cast<std::size_t>(row * shape.columns + i)]
                * static_cast<double>(input[static_cast<std::size_t>(token * stride + i)]);
            sum += product;
            magnitude += std::abs(product);
        }
        return sum;
    }

    const CpuKernels& kernels;
    const FormatKernels& format;
    Shape shape;
    std::int64_t stride;
    RandomWeights weights;
    std::vector<float> input;
    std::vector<float> bias;
};

constexpr std::int64_t rowCounts[]{1, 3, 4, 7, 8, 9, 16, 21};
constexpr std::int64_t tokenCounts[]{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13};

std::vector<std::int64_t> columnCounts(TensorType type)
{
    switch (layoutOf(type).blockElements) {
    case 32:
        return {32, 64, 288, 768, 2080};
    case 256:
        return {256, 512, 768, 2304};
    default:
        break;
    }
    return {1, 2, 15, 16, 17, 31, 32, 33, 64, 100, 288, 777, 2065};
}

/// Calls body(case) for every instruction set, format and shape.
template <class Body>
void forEachCase(Body&& body)
{
    for (const CpuKernels* kernels : supportedCpuKernels()) {
        for (const FormatKernels& format : kernels->formats) {
            for (const std::int64_t columns : columnCounts(format.type)) {
                for (const std::int64_t rows : rowCounts) {
                    for (const std::int64_t tokens : tokenCounts) {
                        body(Case(*kernels, format, {rows, columns, tokens}));
                    }
                }
            }
        }
    }
}

QByteArray describe(const Case& each)
{
    return QByteArray(each.kernels.name.data(), static_cast<qsizetype>(each.kernels.name.size()))
        + " type " + QByteArray::number(static_cast<int>(each.format.type)) + " rows "
        + QByteArray::number(static_cast<qlonglong>(each.shape.rows)) + " columns "
        + QByteArray::number(static_cast<qlonglong>(each.shape.columns)) + " tokens "
        + QByteArray::number(static_cast<qlonglong>(each.shape.tokens));
}

} // namespace

class MatmulKernelsTest : public QObject {
    Q_OBJECT
private slots:
    void agreesWithPlainLoops()
    {
        forEachCase([](const Case& each) {
            const auto output = each.compute(0, each.shape.tokens, 0, each.shape.rows);
            for (std::int64_t token = 0; token < each.shape.tokens; ++token) {
                for (std::int64_t row = 0; row < each.shape.rows; ++row) {
                    double magnitude = 0;
                    const double exact = each.exact(token, row, magnitude);
                    const double found =
                        output[static_cast<std::size_t>(token * each.shape.rows + row)];
                    // A few roundings of the largest partial sum; of each value to 16 bits.
                    const double allowed = each.format.takesFixedPoint ? 1e-4 : 1e-6;
                    QVERIFY2(std::abs(found - exact) <= allowed * magnitude, describe(each));
                }
            }
        });
    }

    void bitsDoNotDependOnNeighbours()
    {
        forEachCase([](const Case& each) {
            const auto together = each.compute(0, each.shape.tokens, 0, each.shape.rows);
            for (std::int64_t token = 0; token < each.shape.tokens; ++token) {
                const auto alone = each.compute(token, 1, 0, each.shape.rows);
                QVERIFY2(std::memcmp(alone.data(), together.data() + token * each.shape.rows,
                             alone.size() * sizeof(float))
                        == 0,
                    describe(each));
            }
            const std::int64_t row = each.shape.rows / 2;
            const auto oneRow = each.compute(0, each.shape.tokens, row, 1);
            for (std::int64_t token = 0; token < each.shape.tokens; ++token) {
                const float* same = together.data() + token * each.shape.rows + row;
                QVERIFY2(
                    std::memcmp(oneRow.data() + token, same, sizeof(float)) == 0, describe(each));
            }
        });
    }

    void addsToWhatIsThere()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            for (const FormatKernels& format : kernels->formats) {
                const Case each(*kernels, format, {9, 256, 2});
                const auto stored = each.compute(0, 2, 0, 9);
                std::vector<float> sums(stored.size(), 0.5F);
                MatmulTask task;
                task.weights = each.weights.bytes.data();
                task.rowBytes = each.weights.rowBytes;
                task.rows = 9;
                task.columns = 256;
                task.input = each.input.data();
                task.inputStride = each.stride;
                task.tokens = 2;
                task.output = sums.data();
                task.outputStride = 9;
                task.bias = each.bias.data();
                auto fixedPoint = FixedPointBuffer::create(2, 256).value();
                task.fixedInput = fixedPoint.rows(256);
                for (std::int64_t token = 0; token < 2; ++token) {
                    kernels->toFixedPoint(
                        task.input + token * task.inputStride, task.fixedInput.from(token));
                }
                task.epilogue = MatmulTask::Epilogue::Add;
                format.matmul(task);
                for (std::size_t i = 0; i < sums.size(); ++i) {
                    QCOMPARE(sums[i], 0.5F + stored[i]);
                }
            }
        }
    }

    void expandsToTheNearestFloat()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            for (const FormatKernels& format : kernels->formats) {
                for (const std::int64_t columns : columnCounts(format.type)) {
                    const Case each(*kernels, format, {1, columns, 1});
                    std::vector<float> values(static_cast<std::size_t>(each.stride), 9.0F);
                    format.expand(each.weights.bytes.data(), columns, values.data());
                    for (std::int64_t i = 0; i < each.stride; ++i) {
                        const auto at = static_cast<std::size_t>(i);
                        const double exact = i < columns ? each.weights.values[at] : 0.0;
                        QCOMPARE(values[at], static_cast<float>(exact));
                    }
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(MatmulKernelsTest)
#include "matmul_kernels_test.moc"
