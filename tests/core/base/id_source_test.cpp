// SPDX-License-Identifier: Apache-2.0
#include "core/base/id_source.h"

#include "manual_clock.h"

#include <QtTest>

#include <set>
#include <thread>
#include <vector>

namespace {

class IdSourceTest : public QObject {
    Q_OBJECT

private slots:
    void hasTheFormOfVersion7();
    void risesWithinAMillisecond();
    void risesWhenTheClockGoesBack();
    void isTheSameFromTheSameSeed();
    void isUniqueAcrossThreads();
    void twoSourcesDiffer();
};

constexpr core::TimestampUs start = 1'700'000'000'123'456;

std::uint64_t millisecondsOf(const core::Uuid& uuid)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        value = value << 8U | uuid.bytes[i];
    }
    return value;
}

void IdSourceTest::hasTheFormOfVersion7()
{
    ManualClock clock(start);
    core::UuidSource source(clock, 1);
    for (int i = 0; i < 1000; ++i) {
        const core::Uuid uuid = source.next();
        QCOMPARE(uuid.bytes[6] >> 4U, 7);
        QCOMPARE(uuid.bytes[8] >> 6U, 2);
        QCOMPARE(millisecondsOf(uuid), std::uint64_t(start / 1000));
    }
}

void IdSourceTest::risesWithinAMillisecond()
{
    ManualClock clock(start);
    core::UuidSource source(clock, 2);
    core::Uuid last = source.next();
    for (int i = 0; i < 100'000; ++i) {
        const core::Uuid next = source.next();
        QVERIFY(last < next);
        last = next;
    }
}

void IdSourceTest::risesWhenTheClockGoesBack()
{
    ManualClock clock(start);
    core::UuidSource source(clock, 3);
    core::Uuid last = source.next();
    for (const core::TimestampUs jump : {-1'000'000, 5'000, -60'000'000, 0, 2'000'000}) {
        clock.set(start + jump);
        const core::Uuid next = source.next();
        QVERIFY(last < next);
        last = next;
    }
    QCOMPARE(millisecondsOf(last), std::uint64_t((start + 2'000'000) / 1000));
}

void IdSourceTest::isTheSameFromTheSameSeed()
{
    ManualClock clock(start);
    core::UuidSource first(clock, 4);
    core::UuidSource second(clock, 4);
    for (int i = 0; i < 100; ++i) {
        QVERIFY(first.next() == second.next());
        QCOMPARE(first.randomBits(), second.randomBits());
    }
}

void IdSourceTest::isUniqueAcrossThreads()
{
    core::SystemClock clock;
    core::UuidSource source(clock);
    constexpr std::size_t threads = 8;
    constexpr std::size_t each = 2000;
    std::vector<std::vector<core::Uuid>> made(threads);
    {
        std::vector<std::jthread> all;
        for (auto& list : made) {
            all.emplace_back([&] {
                for (std::size_t i = 0; i < each; ++i) {
                    list.push_back(source.next());
                }
            });
        }
    }
    std::set<core::Uuid> unique;
    for (const auto& list : made) {
        unique.insert(list.begin(), list.end());
    }
    QCOMPARE(unique.size(), threads * each);
}

void IdSourceTest::twoSourcesDiffer()
{
    ManualClock clock(start);
    core::UuidSource first(clock);
    core::UuidSource second(clock);
    QVERIFY(first.next() != second.next());
    QVERIFY(first.randomBits() != second.randomBits());
}

} // namespace

QTEST_APPLESS_MAIN(IdSourceTest)
#include "id_source_test.moc"
