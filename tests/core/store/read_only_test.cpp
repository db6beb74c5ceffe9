// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

/// Workspaces without the right to write them. Root may write everything, so a test that runs as
/// root becomes somebody else while it opens them.
namespace {

class AsSomebodyElse {
public:
    AsSomebodyElse()
    {
        if (m_isRoot) {
            QCOMPARE(::seteuid(nobody), 0);
        }
    }
    ~AsSomebodyElse()
    {
        if (m_isRoot && ::seteuid(0) != 0) {
            std::abort();
        }
    }

private:
    static constexpr uid_t nobody = 65534;
    bool m_isRoot = ::geteuid() == 0;
};

class ReadOnlyTest : public QObject {
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void readsWhatACrashLeftInTheLog();
    void saysWhenTheLogCannotBeRead();
    void doesNotMakeAFileThere();
    void refusesWhatAnOwnerWrites();
    void saysThatAnOlderVersionCannotBeMigrated();

private:
    static void fill(StoreFixture& fixture);
    static void setModes(const StoreFixture& fixture, mode_t folder, mode_t file);
};

void ReadOnlyTest::fill(StoreFixture& fixture)
{
    const auto store = fixture.open();
    QVERIFY(store);
    VERIFY_RESULT(addNotes(*store, 1, 7, "seven"));
}

void ReadOnlyTest::setModes(const StoreFixture& fixture, mode_t folder, mode_t file)
{
    QCOMPARE(::chmod(fixture.workspace.c_str(), file), 0);
    const auto wal = core::walPathOf(fixture.workspace);
    if (std::filesystem::exists(wal)) {
        QCOMPARE(::chmod(wal.c_str(), file), 0);
    }
    QCOMPARE(::chmod(fixture.workspace.parent_path().c_str(), folder), 0);
}

void ReadOnlyTest::reads_data()
{
    QTest::addColumn<int>("folder");
    QTest::addColumn<int>("file");
    QTest::newRow("file") << 0777 << 0444;
    QTest::newRow("folder") << 0555 << 0666;
    QTest::newRow("both") << 0555 << 0444;
}

void ReadOnlyTest::reads()
{
    QFETCH(int, folder);
    QFETCH(int, file);
    StoreFixture fixture;
    fill(fixture);
    setModes(fixture, static_cast<mode_t>(folder), static_cast<mode_t>(file));
    const QByteArray before = fixture.content();
    {
        const AsSomebodyElse somebody;
        const auto store = fixture.open();
        const auto beside = fixture.open();
        QVERIFY(store && beside);
        QVERIFY(store->isReadOnly());
        QCOMPARE(store->epoch(), 1);
        QCOMPARE(countNotes(*store).value_or(-1), 7);
        QCOMPARE(countNotes(*beside).value_or(-1), 7);
        VERIFY_ERROR(addNote(*store, 8, "eight"), core::ErrorCode::ReadOnly);
        VERIFY_RESULT(store->truncateWal());
        QVERIFY(!store->checkpointError());
    }
    QCOMPARE(fixture.content(), before);
    QCOMPARE(QDir(fixture.directory.path()).entryList(QDir::Files), QStringList{"a.holdfast"});
    setModes(fixture, 0700, 0600);
}

/// Leaves a log with a committed row, as a process does that dies.
void leaveALog(const StoreFixture& fixture)
{
    const auto database = core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
    VERIFY_RESULT(database);
    VERIFY_RESULT((*database)->execute("INSERT INTO notes (id, text) VALUES (8, 'eight')"));
}

void ReadOnlyTest::readsWhatACrashLeftInTheLog()
{
    StoreFixture fixture;
    fill(fixture);
    leaveALog(fixture);
    setModes(fixture, 0777, 0444);
    const AsSomebodyElse somebody;
    const auto store = fixture.open();
    QVERIFY(store);
    QVERIFY(store->isReadOnly());
    QCOMPARE(countNotes(*store).value_or(-1), 8);
}

void ReadOnlyTest::saysWhenTheLogCannotBeRead()
{
    StoreFixture fixture;
    fill(fixture);
    leaveALog(fixture);
    setModes(fixture, 0555, 0444);
    {
        const AsSomebodyElse somebody;
        const auto refused = fixture.tryOpen();
        VERIFY_ERROR(refused, core::ErrorCode::ReadOnly);
        QVERIFY2(refused.error().message.find("-wal") != std::string::npos,
            refused.error().message.c_str());
    }
    setModes(fixture, 0700, 0600);
    const auto store = fixture.open();
    QVERIFY(store);
    QCOMPARE(countNotes(*store).value_or(-1), 8);
}

void ReadOnlyTest::doesNotMakeAFileThere()
{
    StoreFixture fixture;
    QCOMPARE(::chmod(fixture.directory.path().toStdString().c_str(), 0555), 0);
    {
        const AsSomebodyElse somebody;
        VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::Denied);
    }
    QCOMPARE(::chmod(fixture.directory.path().toStdString().c_str(), 0700), 0);
}

// The lock file is out of reach here; SQLite's own lock says it.
void ReadOnlyTest::refusesWhatAnOwnerWrites()
{
    StoreFixture fixture;
    fill(fixture);
    const auto owner = core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
    VERIFY_RESULT(owner);
    setModes(fixture, 0555, 0444);
    {
        const AsSomebodyElse somebody;
        VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::Locked);
    }
    setModes(fixture, 0700, 0600);
}

void ReadOnlyTest::saysThatAnOlderVersionCannotBeMigrated()
{
    StoreFixture fixture;
    fill(fixture);
    const auto present = core::workspaceMigrations();
    std::vector<core::Migration> migrations(present.begin(), present.end());
    migrations.push_back({.number = migrations.back().number + 1, .name = "next", .text = ""});
    setModes(fixture, 0555, 0444);
    {
        const AsSomebodyElse somebody;
        VERIFY_ERROR(fixture.tryOpen(migrations), core::ErrorCode::Unsupported);
    }
    setModes(fixture, 0700, 0600);
}

} // namespace

QTEST_APPLESS_MAIN(ReadOnlyTest)
#include "read_only_test.moc"
