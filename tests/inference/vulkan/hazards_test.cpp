// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/hazards.h"

#include <QtTest>

using namespace inference;

namespace {

enum class Does { Read, Write, Change };

SliceAccess access(Does what, std::uintptr_t buffer, std::uint64_t offset, std::uint64_t size)
{
    return {.slice = {.buffer = reinterpret_cast<VkBuffer>(buffer),
                .offsetBytes = offset,
                .sizeBytes = size},
        .isRead = what != Does::Write,
        .isWritten = what != Does::Read};
}

} // namespace

Q_DECLARE_METATYPE(SliceAccess)

class HazardsTest : public QObject {
    Q_OBJECT
private slots:
    void waitsWhereOneWrites_data()
    {
        QTest::addColumn<SliceAccess>("first");
        QTest::addColumn<SliceAccess>("second");
        QTest::addColumn<bool>("waits");
        const auto row = [](const char* name, SliceAccess first, SliceAccess second, bool waits) {
            QTest::newRow(name) << first << second << waits;
        };
        const SliceAccess read = access(Does::Read, 1, 100, 50);
        const SliceAccess write = access(Does::Write, 1, 100, 50);
        const SliceAccess change = access(Does::Change, 1, 100, 50);
        row("read, read", read, read, false);
        row("read, write", read, write, true);
        row("write, read", write, read, true);
        row("write, write", write, write, true);
        row("change, change", change, change, true);
        row("another buffer", write, access(Does::Change, 2, 100, 50), false);
        row("just before", write, access(Does::Change, 1, 0, 100), false);
        row("just after", write, access(Does::Change, 1, 150, 1), false);
        row("the first byte", write, access(Does::Read, 1, 0, 101), true);
        row("the last byte", write, access(Does::Read, 1, 149, 1), true);
        row("within", read, access(Does::Write, 1, 120, 1), true);
    }

    void waitsWhereOneWrites()
    {
        QFETCH(const SliceAccess, first);
        QFETCH(const SliceAccess, second);
        QFETCH(const bool, waits);
        HazardTracker tracker;
        QCOMPARE(tracker.enter(std::array{first}), false);
        QCOMPARE(tracker.enter(std::array{second}), waits);
    }

    void aBarrierEndsAllBefore()
    {
        HazardTracker tracker;
        const auto a = access(Does::Write, 1, 0, 10);
        const auto b = access(Does::Write, 2, 0, 10);
        const auto readA = access(Does::Read, 1, 0, 10);
        const auto readB = access(Does::Read, 2, 0, 10);
        QVERIFY(!tracker.enter(std::array{a}));
        QVERIFY(!tracker.enter(std::array{b}));
        QVERIFY(tracker.enter(std::array{readA}));
        QVERIFY(!tracker.enter(std::array{readB})); // the barrier was for b, too
        QVERIFY(tracker.enter(std::array{a})); // but not for the reading after it
    }

    void oneCommandDoesNotWaitForItself()
    {
        HazardTracker tracker;
        const auto change = access(Does::Change, 1, 0, 10);
        QVERIFY(!tracker.enter(std::array{change, change}));
    }
};

QTEST_GUILESS_MAIN(HazardsTest)
#include "hazards_test.moc"
