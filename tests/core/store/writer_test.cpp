// SPDX-License-Identifier: Apache-2.0
#include "fault_vfs.h"
#include "store_fixture.h"

#include <thread>

/// What the writing thread does with the disk: how often it flushes, when it moves the log, and
/// what becomes of a flush that fails.
namespace {

class WriterTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { FaultVfs::install(); }
    void oneWriteIsOneFlush();
    void writesThatWaitShareAFlush();
    void readsDoNotFlush();
    void aFlushThatFailsIsNotAcknowledged();
    void theLogDoesNotGrowWithoutEnd();
    void aReaderHoldsTheLogUp();
    void aCheckpointThatFailsIsShownUntilOneSucceeds();
    void anEndThatFailsIsNotWrittenDown();
    void finishesWhatWaitsBeforeItEnds();
};

std::int64_t walBytes(const core::Store& store)
{
    return static_cast<std::int64_t>(std::filesystem::file_size(core::walPathOf(store.path())));
}

void WriterTest::oneWriteIsOneFlush()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    const int before = FaultVfs::walSyncs;
    for (int i = 1; i <= 10; ++i) {
        VERIFY_RESULT(addNote(*store, i, "x"));
    }
    QCOMPARE(FaultVfs::walSyncs - before, 10);
}

void WriterTest::writesThatWaitShareAFlush()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    constexpr int threads = 16;
    constexpr int writes = 40;
    const int before = FaultVfs::walSyncs;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&, i] {
                for (int n = 1; n <= writes; ++n) {
                    (void)addNote(*store, i * 1000 + n, "x");
                }
            });
        }
    }
    QCOMPARE(countNotes(*store).value_or(-1), threads * writes);
    const int flushes = FaultVfs::walSyncs - before;
    qInfo("%d writes, %d flushes", threads * writes, flushes);
    QVERIFY(flushes < threads * writes);
}

void WriterTest::readsDoNotFlush()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    VERIFY_RESULT(addNote(*store, 1, "x"));
    const int before = FaultVfs::walSyncs;
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(countNotes(*store).value_or(-1), 1);
    }
    QCOMPARE(FaultVfs::walSyncs.load(), before);
}

void WriterTest::aFlushThatFailsIsNotAcknowledged()
{
    StoreFixture fixture;
    {
        const auto store = fixture.open();
        QVERIFY(store);
        VERIFY_RESULT(addNote(*store, 1, "x"));
        FaultVfs::failsWalSync = true;
        VERIFY_ERROR(addNote(*store, 2, "x"), core::ErrorCode::Io);
        QCOMPARE(countNotes(*store).value_or(-1), 1);
        VERIFY_RESULT(addNote(*store, 3, "x"));
        VERIFY_RESULT(addNote(*store, 2, "the same key is free"));
    }
    const auto again = fixture.open();
    QVERIFY(again);
    QCOMPARE(countNotes(*again).value_or(-1), 3);
    QCOMPARE(fullCheck(*again).value_or(""), std::string("ok"));
}

void WriterTest::theLogDoesNotGrowWithoutEnd()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    const std::string text(200'000, 't');
    for (int i = 1; i <= 100; ++i) {
        VERIFY_RESULT(addNote(*store, i, text));
        QVERIFY(walBytes(*store) < 6'000'000);
    }
    QVERIFY(!store->checkpointError());
}

void WriterTest::aReaderHoldsTheLogUp()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    VERIFY_RESULT(addNote(*store, 1, "x"));
    const std::string text(200'000, 't');
    const auto read = store->read([&](core::Database& database) -> core::Result<void> {
        TRY(database.integerOf("SELECT count(*) FROM notes"));
        for (int i = 2; i <= 50; ++i) {
            TRY(addNote(*store, i, text));
        }
        const auto truncated = store->truncateWal();
        if (truncated || truncated.error().code != core::ErrorCode::Locked) {
            return core::fail(core::ErrorCode::Internal, "The log should be in use.");
        }
        return {};
    });
    VERIFY_RESULT(read);
    QVERIFY(walBytes(*store) > 6'000'000);
    VERIFY_RESULT(store->truncateWal());
    QCOMPARE(walBytes(*store), 0);
    QVERIFY(!store->checkpointError());
    QCOMPARE(countNotes(*store).value_or(-1), 50);
}

void WriterTest::aCheckpointThatFailsIsShownUntilOneSucceeds()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    const std::string text(200'000, 't');
    FaultVfs::failsMainSync = true;
    std::int64_t id = 0;
    while (!store->checkpointError() && id < 60) {
        VERIFY_RESULT(addNote(*store, ++id, text));
    }
    QVERIFY(store->checkpointError());
    QCOMPARE(store->checkpointError()->code, core::ErrorCode::Io);
    VERIFY_RESULT(addNote(*store, ++id, text));
    FaultVfs::failsMainSync = false;
    VERIFY_RESULT(store->truncateWal());
    QVERIFY(!store->checkpointError());
    QCOMPARE(countNotes(*store).value_or(-1), id);
    QCOMPARE(fullCheck(*store).value_or(""), std::string("ok"));
}

// Then the next opening checks the file.
void WriterTest::anEndThatFailsIsNotWrittenDown()
{
    StoreFixture fixture;
    {
        const auto store = fixture.open();
        QVERIFY(store);
        VERIFY_RESULT(addNote(*store, 1, "x"));
        FaultVfs::failsMainSync = true;
    }
    FaultVfs::failsMainSync = false;
    QVERIFY(std::filesystem::exists(core::walPathOf(fixture.workspace)));
    const auto store = fixture.open();
    QVERIFY(store);
    const auto unclean = store->read([](core::Database& database) {
        return database.integerOf("SELECT count(*) FROM owners WHERE closed_at_us IS NULL");
    });
    QCOMPARE(unclean.value_or(-1), 2); // the one before and this one
    QCOMPARE(countNotes(*store).value_or(-1), 1);
}

void WriterTest::finishesWhatWaitsBeforeItEnds()
{
    StoreFixture fixture;
    QVERIFY(fixture.open());
    auto database = core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
    VERIFY_RESULT(database);
    core::Writer writer(
        std::move(*database), [] { return core::fail(core::ErrorCode::Io, "There is no other."); },
        fixture.clock);
    VERIFY_RESULT(writer.run([](core::Database& inside) {
        return inside.execute("INSERT INTO notes (id, text) VALUES (1, 'x')");
    }));
    QVERIFY(writer.stop() != nullptr);
    VERIFY_ERROR(writer.run([](core::Database&) { return core::Result<void>(); }),
        core::ErrorCode::Unavailable);
}

} // namespace

QTEST_APPLESS_MAIN(WriterTest)
#include "writer_test.moc"
