// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/kernels.h"
#include "tests/inference/cpu/random_weights.h"

#include <QtTest>

#include <algorithm>

using namespace inference;
using namespace inference::testing;

namespace {

struct Shape {
    std::int64_t headSize;
    std::int64_t heads;
    std::int64_t positions;
};

constexpr Shape shapes[]{{8, 1, 1}, {8, 3, 40}, {16, 2, 17}, {20, 5, 33}, {64, 3, 70}, {80, 4, 48},
    {128, 8, 35}, {64, 20, 19}, {64, 3, 231}};

/// A sequence whose last queries are looked at: random keys, values and queries.
struct Sequence {
    Sequence(const CpuKernels& table, KvType kvType, Shape wanted)
        : kernels(table.kv(kvType))
        , type(kvType)
        , shape(wanted)
        , width(wanted.heads * wanted.headSize)
    {
        RandomNumbers random(static_cast<std::uint32_t>(shape.headSize * 131 + shape.positions));
        keys = randomRows(shape.positions, shape.headSize, shape.headSize, random);
        values = randomRows(shape.positions, shape.headSize, shape.headSize, random);
        queries = randomRows(shape.positions, width, width, random);
        // Memory that was never written may hold anything: here, not-a-number.
        const std::int64_t floats = pagePositions * roundUp(shape.headSize, positionBlock);
        partBytes = floats * static_cast<std::int64_t>(sizeof(float));
        for (std::int64_t at = 0; at < shape.positions; at += pagePositions) {
            memory.emplace_back(static_cast<std::size_t>(2 * partBytes), 0xff);
        }
        // Not in the order of memory, so that nobody reads across the end of a page.
        for (std::size_t i = 0; i < memory.size(); ++i) {
            pages.push_back(memory[(i + 1) % memory.size()].data());
        }
        for (std::int64_t position = 0; position < shape.positions; ++position) {
            kernels.store(view(), position, keys.data() + position * shape.headSize,
                values.data() + position * shape.headSize);
        }
    }

    KeyValueView view() { return {pages.data(), 0, partBytes, shape.headSize}; }

    std::vector<float> attend(std::int64_t first, std::int64_t count)
    {
        std::vector<float> output(static_cast<std::size_t>(count * width), -7.0F);
        std::vector<float> scratch(static_cast<std::size_t>(
            attentionScratch(count * shape.heads, first + count, shape.headSize)));
        AttentionTask task;
        task.memory = view();
        task.firstPosition = first;
        task.queries = count;
        task.heads = shape.heads;
        task.query = queries.data() + first * width;
        task.queryStride = width;
        task.output = output.data();
        task.outputStride = width;
        task.scale = 0.25F;
        task.scratch = scratch.data();
        kernels.attend(task);
        return output;
    }

    /// The output of one query, head and dimension in double.
    double exact(std::int64_t position, std::int64_t head, std::int64_t dimension) const
    {
        double weights = 0;
        double sum = 0;
        for (std::int64_t seen = 0; seen <= position; ++seen) {
            double score = 0;
            for (std::int64_t d = 0; d < shape.headSize; ++d) {
                const auto query =
                    static_cast<std::size_t>(position * width + head * shape.headSize + d);
                const auto key = static_cast<std::size_t>(seen * shape.headSize + d);
                score += static_cast<double>(queries[query]) * static_cast<double>(keys[key]);
            }
            const double weight = std::exp(score * 0.25);
            const auto value = static_cast<std::size_t>(seen * shape.headSize + dimension);
            weights += weight;
            sum += weight * static_cast<double>(values[value]);
        }
        return sum / weights;
    }

    const KvKernels& kernels;
    KvType type;
    Shape shape;
    std::int64_t width;
    std::vector<float> keys, values, queries;
    std::vector<std::vector<std::uint8_t>> memory;
    std::vector<std::uint8_t*> pages;
    std::int64_t partBytes = 0;
};

template <class Body>
void forEachSequence(Body&& body)
{
    for (const CpuKernels* kernels : supportedCpuKernels()) {
        for (const KvType type : {KvType::F16, KvType::F32}) {
            for (const Shape& shape : shapes) {
                Sequence sequence(*kernels, type, shape);
                body(sequence);
            }
        }
    }
}

} // namespace

class AttentionKernelsTest : public QObject {
    Q_OBJECT
private slots:
    void agreesWithPlainLoops()
    {
        forEachSequence([](Sequence& sequence) {
            const Shape& shape = sequence.shape;
            const double tolerance = sequence.type == KvType::F16 ? 2e-3 : 2e-6;
            const std::int64_t position = shape.positions - 1;
            const auto output = sequence.attend(position, 1);
            for (std::int64_t head = 0; head < shape.heads; ++head) {
                for (std::int64_t d = 0; d < shape.headSize; ++d) {
                    const auto at = static_cast<std::size_t>(head * shape.headSize + d);
                    const double found = output[at];
                    QVERIFY(std::abs(found - sequence.exact(position, head, d)) <= tolerance);
                }
            }
        });
    }

    void bitsDoNotDependOnNeighbours()
    {
        forEachSequence([](Sequence& sequence) {
            const Shape& shape = sequence.shape;
            const std::int64_t countMax =
                std::clamp<std::int64_t>(attentionRowsMax / shape.heads, 1, shape.positions);
            for (std::int64_t count = 2; count <= countMax; ++count) {
                const std::int64_t first = shape.positions - count;
                const auto together = sequence.attend(first, count);
                for (std::int64_t i = 0; i < count; ++i) {
                    const auto alone = sequence.attend(first + i, 1);
                    QCOMPARE(std::memcmp(alone.data(), together.data() + i * sequence.width,
                                 alone.size() * sizeof(float)),
                        0);
                }
            }
        });
    }
};

QTEST_APPLESS_MAIN(AttentionKernelsTest)
#include "attention_kernels_test.moc"
