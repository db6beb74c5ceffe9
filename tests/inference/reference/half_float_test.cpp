// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/half_float.h"

#include <QTest>

#include <cmath>

using namespace inference;

class HalfFloatTest : public QObject {
    Q_OBJECT

private slots:
    void everyNumberComesBack()
    {
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
            const double value = halfToDouble(static_cast<std::uint16_t>(bits));
            if (std::isnan(value)) {
                QVERIFY(std::isnan(halfToDouble(doubleToHalf(value))));
            } else {
                QCOMPARE(doubleToHalf(value), static_cast<std::uint16_t>(bits));
            }
        }
    }

    void knownNumbers()
    {
        QCOMPARE(halfToDouble(0x3C00), 1.0);
        QCOMPARE(halfToDouble(0xC000), -2.0);
        QCOMPARE(halfToDouble(0x7BFF), 65504.0);
        QCOMPARE(halfToDouble(0x0001), std::ldexp(1.0, -24));
        QCOMPARE(halfToDouble(0x3555), 0.333251953125);
    }

    void roundsToTheNearestAndTiesToEven()
    {
        for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
            const auto low = static_cast<std::uint16_t>(bits);
            const auto high = static_cast<std::uint16_t>(bits + 1);
            const double middle = (halfToDouble(low) + halfToDouble(high)) / 2;
            const std::uint16_t even = bits % 2 == 0 ? low : high;
            QCOMPARE(doubleToHalf(middle), even);
            QCOMPARE(doubleToHalf(std::nextafter(middle, 0.0)), low);
            QCOMPARE(doubleToHalf(std::nextafter(middle, 1e9)), high);
            QCOMPARE(doubleToHalf(-middle), static_cast<std::uint16_t>(even | 0x8000));
        }
    }

    void tooLargeIsInfinite()
    {
        QCOMPARE(doubleToHalf(65519.0), std::uint16_t{0x7BFF});
        QCOMPARE(doubleToHalf(65520.0), std::uint16_t{0x7C00});
        QCOMPARE(doubleToHalf(1e300), std::uint16_t{0x7C00});
        QCOMPARE(doubleToHalf(-1e300), std::uint16_t{0xFC00});
        QCOMPARE(doubleToHalf(1e-300), std::uint16_t{0});
    }
};

QTEST_APPLESS_MAIN(HalfFloatTest)
#include "half_float_test.moc"
