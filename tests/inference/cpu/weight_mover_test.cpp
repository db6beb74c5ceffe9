// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/weight_mover.h"
#include "tests/inference/cpu/random_weights.h"

#include <QTest>

#include <cstring>
#include <thread>

using namespace inference;
using namespace inference::testing;

namespace {

/// Matrices of floats in one piece of memory, as in a file.
struct Source {
    explicit Source(const std::vector<std::int64_t>& rowCounts)
    {
        std::int64_t rows = 0;
        for (const std::int64_t count : rowCounts) {
            rows += count;
        }
        RandomNumbers random(5);
        values = randomRows(rows, columns, columns, random);
        const void* at = values.data();
        const auto* bytes = static_cast<const std::uint8_t*>(at);
        for (const std::int64_t count : rowCounts) {
            views.push_back({TensorType::F32, count, columns, bytes});
            bytes += count * columns * 4;
        }
        for (const WeightView& view : views) {
            places.push_back(std::make_unique<WeightPlace>(view.data));
        }
    }
    [[nodiscard]] std::vector<WeightMover::Move> moves() const
    {
        std::vector<WeightMover::Move> result;
        for (std::size_t i = 0; i < views.size(); ++i) {
            result.push_back({views[i], places[i].get()});
        }
        return result;
    }

    static constexpr std::int64_t columns = 33;
    std::vector<float> values;
    std::vector<WeightView> views;
    std::vector<std::unique_ptr<WeightPlace>> places;
};

std::size_t sizeOf(const std::vector<WeightMover::Move>& moves)
{
    return static_cast<std::size_t>(WeightMover::sizeBytes(moves));
}

} // namespace

class WeightMoverTest : public QObject {
    Q_OBJECT
private slots:
    void everythingMovesAndStaysTheSame()
    {
        const Source source({1, 7, 3, 20});
        const std::vector<float> before = source.values;
        WeightMover mover(source.moves(), HugeMemory::create(sizeOf(source.moves())).value());
        QTRY_VERIFY(mover.done());
        std::size_t at = 0;
        for (std::size_t i = 0; i < source.views.size(); ++i) {
            const std::uint8_t* moved = source.places[i]->data();
            QVERIFY(moved != source.views[i].data);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(moved) % 64, std::uintptr_t{0});
            const auto count = static_cast<std::size_t>(source.views[i].rows * Source::columns);
            QVERIFY(std::memcmp(moved, before.data() + at, count * sizeof(float)) == 0);
            at += count;
        }
    }

    void endsWhenItIsNotNeeded()
    {
        const Source source({200000});
        QVERIFY(sizeOf(source.moves()) > 20'000'000);
        for (int i = 0; i < 20; ++i) {
            const WeightMover mover(
                source.moves(), HugeMemory::create(sizeOf(source.moves())).value());
            std::this_thread::yield();
        }
    }

    void littleStaysInTheFile()
    {
        const Source source({100});
        QVERIFY(WeightMover::sizeBytes(source.moves()) < WeightMover::movedBytesMin);
        QVERIFY(WeightMover::start(source.moves()) == nullptr);
        QCOMPARE(source.places[0]->data(), source.views[0].data);
    }

    void tooMuchStaysInTheFile()
    {
        const Source source({1});
        std::vector<WeightMover::Move> moves = source.moves();
        moves[0].from.rows = std::int64_t{1} << 40;
        QVERIFY(WeightMover::start(moves) == nullptr);
        QCOMPARE(source.places[0]->data(), source.views[0].data);
    }

    void memoryThatIsNotThereIsNone() { QVERIFY(!HugeMemory::create(std::size_t{1} << 60U)); }
};

QTEST_APPLESS_MAIN(WeightMoverTest)
#include "weight_mover_test.moc"
