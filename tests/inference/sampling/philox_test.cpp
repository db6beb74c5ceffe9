// SPDX-License-Identifier: Apache-2.0
#include "inference/sampling/philox.h"

#include <QTest>

using namespace inference;

class PhiloxTest : public QObject {
    Q_OBJECT

private slots:
    /// The known answers that the authors publish with their library.
    void knownAnswers()
    {
        using Words = std::array<std::uint32_t, 4>;
        constexpr std::uint32_t ones = 0xFFFFFFFF;
        QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}));
        QCOMPARE(philox4x32({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}));
        QCOMPARE(
            philox4x32({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, {0xA4093822, 0x299F31D0}),
            (Words{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}));
    }

    void isEvenlySpread()
    {
        constexpr int count = 100000;
        std::array<int, 10> buckets{};
        for (int i = 0; i < count; ++i) {
            const double value = uniformAt(42, static_cast<std::uint64_t>(i));
            QVERIFY(value >= 0 && value < 1);
            ++buckets.at(static_cast<std::size_t>(value * 10));
        }
        for (const int bucket : buckets) {
            QVERIFY(bucket > 9600 && bucket < 10400); // four standard deviations
        }
    }

    void dependsOnSeedAndPositionOnly()
    {
        QCOMPARE(uniformAt(1, 2), uniformAt(1, 2));
        QVERIFY(uniformAt(1, 2) != uniformAt(2, 1));
        QVERIFY(uniformAt(1, 2) != uniformAt(1, std::uint64_t{2} << 32U));
    }
};

QTEST_APPLESS_MAIN(PhiloxTest)
#include "philox_test.moc"
