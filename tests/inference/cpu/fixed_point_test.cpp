// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/fixed_point_buffer.h"
#include "inference/cpu/kernels.h"
#include "tests/inference/cpu/random_weights.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace inference;
using namespace inference::testing;

namespace {

constexpr std::int64_t columns = 96;
constexpr float infinity = std::numeric_limits<float>::infinity();

/// One token's numbers, and what they say each value is.
struct Converted {
    Converted(const CpuKernels& kernels, const std::vector<float>& values)
        : buffer(FixedPointBuffer::create(1, columns).value())
        , rows(buffer.rows(columns))
    {
        kernels.toFixedPoint(values.data(), rows);
    }
    [[nodiscard]] std::int32_t whole(std::int64_t column) const
    {
        const std::int8_t* digits = rows.digits + column / 32 * 64 + column % 32;
        return digits[0] * 256 + digits[32];
    }
    [[nodiscard]] double value(std::int64_t column) const
    {
        return static_cast<double>(rows.scales[column / 32]) * whole(column);
    }

    FixedPointBuffer buffer;
    FixedPointRows rows;
};

std::vector<float> someValues()
{
    RandomNumbers random(11);
    std::vector<float> values = randomRows(1, columns, columns, random);
    for (std::size_t i = 0; i < 32; ++i) {
        values[i] *= 1e-20F; // a part of its own
    }
    values[40] = -1.0F; // the largest is negative, the next positive
    values[41] = 0.99999F;
    return values;
}

} // namespace

class FixedPointTest : public QObject {
    Q_OBJECT
private slots:
    void digitsAreTheValuesRounded()
    {
        const std::vector<float> values = someValues();
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            const Converted converted(*kernels, values);
            for (std::int64_t i = 0; i < columns; ++i) {
                const double scale = converted.rows.scales[i / 32];
                const double exact = values[static_cast<std::size_t>(i)];
                QVERIFY(std::abs(converted.value(i) - exact) <= 0.5001 * scale);
            }
            QCOMPARE(converted.whole(40), -fixedPointMax);
        }
    }

    void sumsAreThoseOfTheDigits()
    {
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            const Converted converted(*kernels, someValues());
            for (std::int64_t half = 0; half < columns / 16; ++half) {
                std::int32_t sum = 0;
                for (std::int64_t i = 0; i < 16; ++i) {
                    sum += converted.whole(half * 16 + i);
                }
                QCOMPARE(converted.rows.sums[half], sum);
            }
            for (std::int64_t part = 0; part < columns / 32; ++part) {
                const std::int32_t* sums = converted.rows.sums + part * 2;
                QCOMPARE(converted.rows.offsets[part],
                    converted.rows.scales[part] * static_cast<float>(sums[0] + sums[1]));
            }
        }
    }

    void whatIsTooSmallIsZero()
    {
        std::vector<float> values(columns, 0.0F);
        values[33] = fixedPointMin / 2;
        values[65] = fixedPointMin * 2;
        for (const CpuKernels* kernels : supportedCpuKernels()) {
            const Converted converted(*kernels, values);
            QCOMPARE(converted.rows.scales[0], 0.0F);
            QCOMPARE(converted.rows.scales[1], 0.0F);
            QCOMPARE(converted.whole(33), 0);
            QCOMPARE(converted.whole(65), fixedPointMax);
        }
    }

    void whatIsNoNumberStaysNone()
    {
        for (const float bad : {infinity, -infinity, std::nanf("")}) {
            for (const std::size_t at : {std::size_t{32}, std::size_t{47}, std::size_t{63}}) {
                std::vector<float> values(columns, 0.5F);
                values[at] = bad;
                for (const CpuKernels* kernels : supportedCpuKernels()) {
                    const Converted converted(*kernels, values);
                    QVERIFY(std::isnan(converted.rows.scales[1]));
                    QVERIFY(std::isnan(converted.rows.offsets[1]));
                    QCOMPARE(converted.rows.scales[0], 0.5F / static_cast<float>(fixedPointMax));
                    QCOMPARE(converted.whole(64), fixedPointMax);
                }
            }
        }
    }

    void partsLieOneBehindTheOther()
    {
        auto buffer = FixedPointBuffer::create(3, 70).value();
        const FixedPointRows rows = buffer.rows(70);
        QCOMPARE(rows.parts, 3);
        QCOMPARE(rows.from(2).digits - rows.digits, 2 * 3 * 64);
        QCOMPARE(rows.from(2).nextPart().scales - rows.scales, 7);
        QCOMPARE(rows.from(1).fromPart(2).sums - rows.sums, 10);
    }
};

QTEST_APPLESS_MAIN(FixedPointTest)
#include "fixed_point_test.moc"
