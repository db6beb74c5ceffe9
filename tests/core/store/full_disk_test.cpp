// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

#include <sys/resource.h>

#include <csignal>

/// A limit on the size of files stands for a full disk: the system refuses to write beyond it, and
/// no rights are needed to set it.
namespace {

class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

class FullDiskTest : public QObject {
    Q_OBJECT

private slots:
    void livesOnAndWritesAgain();
    void isToldWhenOpening();
    void aCheckpointThatFailsIsShown();
};

std::int64_t sizeOf(const std::filesystem::path& path)
{
    return static_cast<std::int64_t>(std::filesystem::file_size(path));
}

void FullDiskTest::livesOnAndWritesAgain()
{
    StoreFixture fixture;
    std::int64_t acknowledged = 0;
    const std::string text(100'000, 'f');
    {
        const auto store = fixture.open();
        QVERIFY(store);
        {
            const FileSizeLimit limit(1'000'000);
            core::Result<void> written;
            while ((written = addNote(*store, acknowledged + 1, text)) && acknowledged < 100) {
                ++acknowledged;
            }
            QVERIFY(acknowledged > 0 && acknowledged < 100);
            VERIFY_ERROR(written, core::ErrorCode::DiskFull);
            VERIFY_ERROR(addNote(*store, 1000, text), core::ErrorCode::DiskFull);
            QCOMPARE(countNotes(*store).value_or(-1), acknowledged);
        }
        VERIFY_RESULT(addNote(*store, 1000, text));
        QCOMPARE(countNotes(*store).value_or(-1), acknowledged + 1);
        QCOMPARE(fullCheck(*store).value_or(""), std::string("ok"));
    }
    const auto again = fixture.open();
    QVERIFY(again);
    QCOMPARE(countNotes(*again).value_or(-1), acknowledged + 1);
}

void FullDiskTest::isToldWhenOpening()
{
    StoreFixture fixture;
    {
        const FileSizeLimit limit(8000);
        VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::DiskFull);
    }
    QVERIFY(fixture.open());
}

// The file must grow beyond the limit, the log stays below it.
void FullDiskTest::aCheckpointThatFailsIsShown()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    const std::string text(100'000, 'f');
    VERIFY_RESULT(addNotes(*store, 1, 80, text));
    VERIFY_RESULT(store->truncateWal());
    std::int64_t next = 100;
    {
        const FileSizeLimit limit(static_cast<rlim_t>(sizeOf(store->path())));
        while (!store->checkpointError() && next < 160) {
            VERIFY_RESULT(addNote(*store, next++, text));
        }
        QVERIFY(store->checkpointError());
        QCOMPARE(store->checkpointError()->code, core::ErrorCode::DiskFull);
        VERIFY_ERROR(store->truncateWal(), core::ErrorCode::DiskFull);
    }
    VERIFY_RESULT(store->truncateWal());
    QVERIFY(!store->checkpointError());
    QCOMPARE(sizeOf(core::walPathOf(store->path())), 0);
    QCOMPARE(countNotes(*store).value_or(-1), 80 + next - 100);
}

} // namespace

QTEST_APPLESS_MAIN(FullDiskTest)
#include "full_disk_test.moc"
