// SPDX-License-Identifier: Apache-2.0
// Blocks written by hand, bit by bit, and what the formulas of the formats say about them.
#include "inference/reference/block_decoder.h"
#include "inference/reference/half_float.h"
#include "tests/inference/gguf/weight_encoder.h"

#include <QTest>

#include <cmath>
#include <cstring>

using namespace inference;
using inference::testing::encodeRow;

namespace {

/// A block of zeros with these numbers in it.
class Block {
public:
    explicit Block(TensorType type)
        : m_type(type)
        , m_bytes(layout().blockBytes)
    {
    }
    Block& half(std::size_t at, double value)
    {
        const std::uint16_t bits = doubleToHalf(value);
        std::memcpy(m_bytes.data() + at, &bits, sizeof bits);
        return *this;
    }
    Block& byte(std::size_t at, std::uint8_t value)
    {
        m_bytes[at] = value;
        return *this;
    }
    [[nodiscard]] std::vector<double> values() const
    {
        std::vector<double> result(layout().blockElements, -1e9);
        blockDecoder(m_type)(m_bytes.data(), result);
        return result;
    }

private:
    [[nodiscard]] const TensorTypeLayout& layout() const
    {
        return *tensorTypeLayout(static_cast<std::uint32_t>(m_type));
    }
    TensorType m_type;
    std::vector<std::uint8_t> m_bytes;
};

/// What comes back of a row, and by how much it is off at most.
double roundTripError(TensorType type, const std::vector<float>& row)
{
    std::vector<std::uint8_t> bytes;
    encodeRow(type, row, bytes);
    const TensorTypeLayout& layout = *tensorTypeLayout(static_cast<std::uint32_t>(type));
    std::vector<double> values(row.size());
    for (std::size_t block = 0; block < row.size() / layout.blockElements; ++block) {
        blockDecoder(type)(bytes.data() + block * layout.blockBytes,
            std::span(values).subspan(block * layout.blockElements, layout.blockElements));
    }
    double largest = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        largest = std::max(largest, std::abs(values[i] - static_cast<double>(row[i])));
    }
    return largest;
}

} // namespace

class BlockDecoderTest : public QObject {
    Q_OBJECT
private slots:
    void onlyQuantisedTypesHaveBlocks()
    {
        QVERIFY(blockDecoder(TensorType::F32) == nullptr);
        QVERIFY(blockDecoder(TensorType::BF16) == nullptr);
        QVERIFY(blockDecoder(TensorType::Q2_K) == nullptr);
    }

    void q4_0SplitsItsBytes()
    {
        const auto values = Block(TensorType::Q4_0).half(0, 0.5).byte(2, 0xF1).values();
        QCOMPARE(values[0], 0.5 * (1 - 8));
        QCOMPARE(values[16], 0.5 * (15 - 8));
        QCOMPARE(values[1], -4.0);
        QCOMPARE(values[31], -4.0);
    }

    void q4_KScalesItsParts()
    {
        // Part 1: s = 5, t = 7. Part 6: s = 0x2B, t = 0x1C, split over three bytes.
        const auto values = Block(TensorType::Q4_K)
                                .half(0, 0.25)
                                .half(2, 2)
                                .byte(4 + 1, 5)
                                .byte(4 + 4 + 1, 7)
                                .byte(4 + 8 + 2, 0xCB)
                                .byte(4 + 2, 0x80)
                                .byte(4 + 4 + 2, 0x40)
                                .byte(16 + 3, 0x90)
                                .byte(16 + 3 * 32 + 30, 0x0E)
                                .values();
        QCOMPARE(values[32], -2.0 * 7);
        QCOMPARE(values[32 + 3], 0.25 * 5 * 9 - 2.0 * 7);
        QCOMPARE(values[6 * 32], -2.0 * 0x1C);
        QCOMPARE(values[6 * 32 + 30], 0.25 * 0x2B * 14 - 2.0 * 0x1C);
        QCOMPARE(values[7 * 32 + 30], 0.0);
        QCOMPARE(values[0], 0.0);
    }

    void q5_KAddsTheFifthBit()
    {
        const auto values = Block(TensorType::Q5_K)
                                .half(0, 0.5)
                                .half(2, 1)
                                .byte(4 + 0, 1)
                                .byte(4 + 3, 2)
                                .byte(4 + 4 + 3, 4)
                                .byte(16 + 5, 0x09)
                                .byte(48 + 5, 0x03)
                                .byte(48 + 32 + 5, 0xA0)
                                .values();
        QCOMPARE(values[5], 0.5 * 1 * 19);
        QCOMPARE(values[4], 0.0);
        QCOMPARE(values[3 * 32 + 5], 0.5 * 2 * 26 - 4);
        QCOMPARE(values[3 * 32 + 6], -4.0);
    }

    void q6_KPutsTwoBitsAbove()
    {
        const auto values = Block(TensorType::Q6_K)
                                .half(208, 0.125)
                                .byte(192 + 0, 3)
                                .byte(192 + 9, 0xFE)
                                .byte(192 + 15, 10)
                                .byte(4, 0x0F)
                                .byte(128 + 4, 0x01)
                                .byte(64 + 17, 0x06)
                                .byte(128 + 32 + 17, 0x02)
                                .byte(64 + 32 + 31, 0xA0)
                                .byte(128 + 32 + 31, 0xC0)
                                .values();
        QCOMPARE(values[4], 0.125 * 3 * (31 - 32));
        QCOMPARE(values[5], 0.125 * 3 * -32);
        QCOMPARE(values[128 + 17], 0.125 * -2 * (6 + 32 - 32));
        QCOMPARE(values[128 + 96 + 31], 0.125 * 10 * (10 + 48 - 32));
        QCOMPARE(values[100], 0.0);
    }

    void writersOfTestModelsComeWithinAStep_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("allowed");
        // Values of -1 to 1; half a step, and what scales lose by being rounded themselves.
        QTest::addRow("Q8_0") << int(TensorType::Q8_0) << 0.006;
        QTest::addRow("Q4_0") << int(TensorType::Q4_0) << 0.13;
        QTest::addRow("Q4_K") << int(TensorType::Q4_K) << 0.10;
        QTest::addRow("Q5_K") << int(TensorType::Q5_K) << 0.06;
        QTest::addRow("Q6_K") << int(TensorType::Q6_K) << 0.025;
    }

    void writersOfTestModelsComeWithinAStep()
    {
        QFETCH(int, type);
        QFETCH(double, allowed);
        std::vector<float> row(1024);
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = static_cast<float>(std::sin(static_cast<double>(i * i) * 0.37));
        }
        const double found = roundTripError(static_cast<TensorType>(type), row);
        QVERIFY2(found <= allowed, QByteArray::number(found));
        QVERIFY2(found >= allowed / 8, QByteArray::number(found)); // the bound says something
        std::fill(row.begin(), row.end(), 0.0F);
        QCOMPARE(roundTripError(static_cast<TensorType>(type), row), 0.0);
    }
};

QTEST_APPLESS_MAIN(BlockDecoderTest)
#include "block_decoder_test.moc"
