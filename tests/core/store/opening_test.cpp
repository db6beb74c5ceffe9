// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

#include <sys/stat.h>

/// What is found under the path of a workspace, from nothing to another program's database.
namespace {

class OpeningTest : public QObject {
    Q_OBJECT

private slots:
    void makesFoldersForTheOwnerAlone();
    void followsALink();
    void refusesWhatIsNoFile();
    void opensAnEmptyFile();
    void refusesForeignFiles_data();
    void refusesForeignFiles();
    void refusesANewerVersion();
    void migratesAfterABackup();
    void keepsAFewBackups();
    void aMigrationThatFailsChangesNothing();
    void checksAfterAnUncleanStop();
    void survivesDamage_data();
    void survivesDamage();
    void namesTheBackupToRestore();
    void refusesNetworkFileSystems();
    void hasTheSettingsOfAWorkspace();
    void aReaderHoldsNoLockAfterItsEnd();

private:
    static void makeWorkspace(StoreFixture& fixture, int notes);
    static void overwrite(const StoreFixture& fixture, const QByteArray& content);
};

std::vector<core::Migration> withOneMore(const std::string& text)
{
    const auto present = core::workspaceMigrations();
    std::vector<core::Migration> migrations(present.begin(), present.end());
    migrations.push_back(
        {.number = migrations.back().number + 1, .name = "next.sql", .text = text});
    return migrations;
}

void OpeningTest::makeWorkspace(StoreFixture& fixture, int notes)
{
    const auto store = fixture.open();
    QVERIFY(store);
    VERIFY_RESULT(addNotes(*store, 1, notes, std::string(2000, 'x')));
}

void OpeningTest::overwrite(const StoreFixture& fixture, const QByteArray& content)
{
    QFile file(QString::fromStdString(fixture.workspace.native()));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

void OpeningTest::makesFoldersForTheOwnerAlone()
{
    StoreFixture fixture;
    fixture.workspace = fixture.file("new/folder/ä b?#%.holdfast");
    QVERIFY(fixture.open());
    struct stat info { };
    QCOMPARE(::stat(fixture.workspace.parent_path().c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0700U);
    QCOMPARE(::stat(fixture.workspace.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
}

void OpeningTest::followsALink()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 1);
    const auto real = fixture.workspace;
    fixture.workspace = fixture.file("link.holdfast");
    std::filesystem::create_symlink(real, fixture.workspace);
    const auto store = fixture.open();
    QVERIFY(store);
    QCOMPARE(store->path().native(), std::filesystem::canonical(real).native());
    fixture.workspace = real;
    VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::Locked);
}

void OpeningTest::refusesWhatIsNoFile()
{
    StoreFixture fixture;
    fixture.workspace = fixture.directory.path().toStdString();
    VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::InvalidInput);
    fixture.workspace = fixture.file("pipe");
    QCOMPARE(::mkfifo(fixture.workspace.c_str(), 0600), 0);
    VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::InvalidInput);
    fixture.workspace = fixture.file("dangling");
    std::filesystem::create_symlink(fixture.file("absent"), fixture.workspace);
    VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::NotFound);
    fixture.workspace = "";
    VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::InvalidInput);
}

void OpeningTest::opensAnEmptyFile()
{
    StoreFixture fixture;
    overwrite(fixture, {});
    QVERIFY(fixture.open());
}

void OpeningTest::refusesForeignFiles_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("a table") << QByteArray("CREATE TABLE t (a)");
    QTest::newRow("another application")
        << QByteArray("PRAGMA application_id = 7; CREATE TABLE t (a)");
    QTest::newRow("a version without the application") << QByteArray("PRAGMA user_version = 1");
    QTest::newRow("the application without a version")
        << QByteArray("PRAGMA application_id = 1212568404");
}

void OpeningTest::refusesForeignFiles()
{
    QFETCH(QByteArray, sql);
    StoreFixture fixture;
    {
        const auto database =
            core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
        VERIFY_RESULT(database);
        VERIFY_RESULT((*database)->execute(sql.toStdString()));
    }
    const QByteArray before = fixture.content();
    const auto refused = fixture.tryOpen();
    VERIFY_ERROR(refused, core::ErrorCode::InvalidInput);
    QCOMPARE(refused.error().detail, std::string("E_NOT_A_WORKSPACE"));
    QCOMPARE(fixture.content(), before);
}

void OpeningTest::refusesANewerVersion()
{
    StoreFixture fixture;
    QVERIFY(fixture.tryOpen(withOneMore("CREATE TABLE later (a) ")));
    const QByteArray before = fixture.content();
    const auto refused = fixture.tryOpen();
    VERIFY_ERROR(refused, core::ErrorCode::Unsupported);
    QVERIFY(refused.error().message.find("version 2") != std::string::npos);
    QVERIFY(refused.error().message.find("up to version 1") != std::string::npos);
    QVERIFY(refused.error().message.find(fixture.workspace.native()) != std::string::npos);
    QCOMPARE(fixture.content(), before);
}

void OpeningTest::migratesAfterABackup()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 20);
    const auto store = fixture.tryOpen(withOneMore("CREATE TABLE later (a INTEGER) STRICT;"
                                                   "INSERT INTO later SELECT id FROM notes;"));
    VERIFY_RESULT(store);
    const auto moved = (*store)->read(
        [](core::Database& database) { return database.integerOf("SELECT count(*) FROM later"); });
    QCOMPARE(moved.value_or(-1), 20);

    const auto backup = core::BackupRing(fixture.workspace, {}).newest();
    QVERIFY(backup);
    QVERIFY(!std::filesystem::exists(core::walPathOf(*backup)));
    StoreFixture restored;
    std::filesystem::copy_file(*backup, restored.workspace);
    const auto old = restored.open();
    QVERIFY(old);
    QCOMPARE(countNotes(*old).value_or(-1), 20);
}

void OpeningTest::keepsAFewBackups()
{
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const core::BackupRing ring(fixture.workspace, fixture.file("kept"));
    const auto database = core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
    VERIFY_RESULT(database);
    std::filesystem::path last;
    for (std::size_t i = 0; i < core::BackupRing::kept + 3; ++i) {
        const auto made = ring.add(**database, fixture.clock);
        VERIFY_RESULT(made);
        last = *made;
    }
    QCOMPARE(QDir(fixture.directory.filePath("kept")).entryList(QDir::Files).size(),
        qsizetype(core::BackupRing::kept));
    QVERIFY(ring.newest() == last);
}

void OpeningTest::aMigrationThatFailsChangesNothing()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 1);
    const auto failed = fixture.tryOpen(withOneMore("CREATE TABLE later (a INTEGER) STRICT;"
                                                    "INSERT INTO later VALUES ('not a number');"));
    QVERIFY(!failed);
    const auto store = fixture.open();
    QVERIFY(store);
    const auto later = store->read([](core::Database& database) {
        return database.integerOf("SELECT count(*) FROM sqlite_schema WHERE name = 'later'");
    });
    QCOMPARE(later.value_or(-1), 0);
    QCOMPARE(countNotes(*store).value_or(-1), 1);
}

/// The bytes in the middle of the file, where the pages of the notes are, are gone.
void damageTheMiddle(QByteArray& content)
{
    const qsizetype from = content.size() / 2 / 4096 * 4096;
    content.replace(from, 8192, QByteArray(8192, '\x5a'));
}

void OpeningTest::checksAfterAnUncleanStop()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 600);
    {
        const auto database =
            core::Database::open(fixture.workspace, core::Database::Mode::ReadWrite);
        VERIFY_RESULT(database);
        VERIFY_RESULT((*database)->execute(
            "UPDATE owners SET closed_at_us = NULL; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    QByteArray content = fixture.content();
    damageTheMiddle(content);
    overwrite(fixture, content);
    const auto refused = fixture.tryOpen();
    VERIFY_ERROR(refused, core::ErrorCode::Corrupt);
    QVERIFY(refused.error().message.find("did not close it") != std::string::npos);
    QCOMPARE(fixture.content(), content);
}

void OpeningTest::survivesDamage_data()
{
    QTest::addColumn<int>("position"); // in the file, or the size to cut it to when negative
    QTest::newRow("magic") << 3;
    QTest::newRow("page size") << 17;
    QTest::newRow("write version") << 18;
    QTest::newRow("reserved space") << 20;
    QTest::newRow("schema format") << 47;
    QTest::newRow("application") << 70;
    QTest::newRow("version") << 63;
    QTest::newRow("encoding") << 59;
    QTest::newRow("first page") << 103;
    QTest::newRow("first cells") << 110;
    QTest::newRow("schema text") << 4000;
    QTest::newRow("cut in the header") << -50;
    QTest::newRow("cut after the header") << -100;
    QTest::newRow("cut in the first page") << -3000;
    QTest::newRow("cut after the first page") << -4096;
    QTest::newRow("cut in the middle") << -100'000;
}

// Whatever is damaged: an error or a store that reads what is whole, and after an error every byte
// is where it was.
void OpeningTest::survivesDamage()
{
    QFETCH(int, position);
    StoreFixture fixture;
    makeWorkspace(fixture, 50);
    QByteArray content = fixture.content();
    if (position < 0) {
        content.truncate(-position);
    } else {
        content[position] = static_cast<char>(content[position] ^ 0x55);
    }
    overwrite(fixture, content);
    const auto store = fixture.tryOpen();
    if (!store) {
        QVERIFY2(store.error().message.find(fixture.workspace.native()) != std::string::npos,
            store.error().message.c_str());
        QCOMPARE(fixture.content(), content);
        return;
    }
    qInfo("opens; its notes: %s",
        countNotes(**store) ? "readable" : countNotes(**store).error().message.c_str());
    QVERIFY2(position >= 0, "a file that was cut must be refused");
}

void OpeningTest::namesTheBackupToRestore()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 50);
    QVERIFY(fixture.tryOpen(withOneMore("CREATE TABLE later (a) ")));
    QByteArray content = fixture.content();
    content.truncate(content.size() / 2);
    overwrite(fixture, content);
    const auto refused = fixture.tryOpen();
    VERIFY_ERROR(refused, core::ErrorCode::Corrupt);
    const auto backup = core::BackupRing(fixture.workspace, {}).newest();
    QVERIFY(backup);
    QVERIFY2(refused.error().message.find(backup->native()) != std::string::npos,
        refused.error().message.c_str());
}

void OpeningTest::refusesNetworkFileSystems()
{
    for (const std::uint32_t magic : {0x6969U, 0xFE534D42U, 0xFF534D42U, 0x65735546U, 0x01021997U})
    {
        QVERIFY(core::refusedFileSystem(magic));
    }
    for (const std::uint32_t magic : {0xEF53U, 0x9123683EU, 0x58465342U, 0x01021994U, 0x794C7630U})
    {
        QVERIFY(!core::refusedFileSystem(magic)); // ext4, btrfs, xfs, tmpfs, overlay
    }
}

void OpeningTest::hasTheSettingsOfAWorkspace()
{
    StoreFixture fixture;
    const auto store = fixture.open();
    QVERIFY(store);
    const std::vector<std::pair<const char*, const char*>> expected{{"journal_mode", "wal"},
        {"synchronous", "2"}, {"foreign_keys", "1"}, {"trusted_schema", "0"},
        {"cell_size_check", "1"}, {"secure_delete", "1"}, {"temp_store", "2"}, {"mmap_size", "0"},
        {"wal_autocheckpoint", "0"}, {"journal_size_limit", "67108864"}, {"auto_vacuum", "2"},
        {"application_id", "1212568404"}, {"user_version", "1"}, {"encoding", "UTF-8"}};
    for (const auto& [name, value] : expected) {
        const std::string pragma = std::string("PRAGMA ") + name;
        const auto written =
            store->write([&](core::Database& database) { return database.textOf(pragma); });
        // A build of SQLite without memory mapping has no such setting and gives no row.
        QCOMPARE(written.value_or(value), std::string(value));
        const auto read =
            store->read([&](core::Database& database) { return database.textOf(pragma); });
        QCOMPARE(read.value_or(value), std::string(value));
    }
    VERIFY_ERROR(store->write([](core::Database& database) {
        return database.execute("ATTACH ':memory:' AS other");
    }),
        core::ErrorCode::Internal);
    VERIFY_ERROR(store->write([](core::Database& database) {
        return database.execute("SELECT load_extension('x')");
    }),
        core::ErrorCode::Internal);
}

void OpeningTest::aReaderHoldsNoLockAfterItsEnd()
{
    StoreFixture fixture;
    makeWorkspace(fixture, 1);
    {
        const auto lock = core::ReaderLock::acquire(fixture.workspace);
        VERIFY_RESULT(lock);
        VERIFY_RESULT(core::ReaderLock::acquire(fixture.workspace));
        VERIFY_ERROR(fixture.tryOpen(), core::ErrorCode::Locked);
    }
    QVERIFY(fixture.open());
}

} // namespace

QTEST_GUILESS_MAIN(OpeningTest)
#include "opening_test.moc"
