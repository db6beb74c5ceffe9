// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <QCryptographicHash>
#include <QtTest>

/// Published vectors, and Qt's own implementation as a second opinion on other lengths.
namespace {

class DigestTest : public QObject {
    Q_OBJECT

private slots:
    void sha256_data();
    void sha256();
    void agreesWithAnother_data();
    void agreesWithAnother();
    void writesHex();
    void randomBytesDiffer();
};

void DigestTest::sha256_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("empty")
        << QByteArray()
        << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray(
        "abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

void DigestTest::sha256()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, hex);
    QCOMPARE(core::hexText(core::sha256(text.toStdString())), hex.toStdString());
}

void DigestTest::agreesWithAnother_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 55, 56, 63, 64, 65, 127, 128, 129, 1000, 100'003}) {
        QTest::addRow("%d bytes", size) << size;
    }
}

void DigestTest::agreesWithAnother()
{
    QFETCH(int, size);
    QByteArray bytes(size, '\0');
    for (int i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(i * 31 + 7);
    }
    const std::span all(
        reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(size));
    QCOMPARE(core::hexText(core::sha256(all)),
        QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString());

    core::Blake2b whole;
    whole.update(all);
    const core::Digest digest = whole.finish();
    QCOMPARE(core::hexText(digest),
        QCryptographicHash::hash(bytes, QCryptographicHash::Blake2b_256).toHex().toStdString());
    core::Blake2b pieces;
    for (std::size_t at = 0; at < all.size(); at += 61) {
        pieces.update(all.subspan(at, std::min<std::size_t>(61, all.size() - at)));
    }
    core::Blake2b moved = std::move(pieces);
    QVERIFY(moved.finish() == digest);
}

void DigestTest::writesHex()
{
    const std::array<std::uint8_t, 4> bytes{0x00, 0x0f, 0xa0, 0xff};
    QCOMPARE(core::hexText(bytes), std::string("000fa0ff"));
    QCOMPARE(core::hexText({}), std::string());
}

void DigestTest::randomBytesDiffer()
{
    std::array<std::uint8_t, 32> first{};
    std::array<std::uint8_t, 32> second{};
    core::fillRandom(first);
    core::fillRandom(second);
    QVERIFY(first != second);
}

} // namespace

QTEST_APPLESS_MAIN(DigestTest)
#include "digest_test.moc"
