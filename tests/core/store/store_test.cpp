// SPDX-License-Identifier: Apache-2.0
#include "core/store/store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace {

class StoreTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void makesAWorkspaceAndOpensItAgain();
    void readsWhatWasWritten();
    void undoesAFailedOperationAlone();
    void keepsGoingAfterAnException();
    void refusesToWriteInsideAWrite();
    void writesFromManyThreads();
    void refusesASecondOwner();
    void aReaderSeesOneState();
    void countsChanges();
    void knowsItsOwnFiles();
    void leavesOneFileBehind();

private:
    std::unique_ptr<core::Store> open();

    std::unique_ptr<QTemporaryDir> m_directory;
    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock, 1};
};

const std::string addAgent =
    "INSERT INTO agents (uuid, created_at_us, added_seq) VALUES (?1, 0, 1)";
const std::string countAgents = "SELECT count(*) FROM agents";

void StoreTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

std::unique_ptr<core::Store> StoreTest::open()
{
    auto store = core::Store::open(
        {.path = m_directory->filePath("a.holdfast").toStdString(), .backupDirectory = {}}, m_clock,
        m_ids);
    if (!store) {
        qWarning("%s", store.error().message.c_str());
        return nullptr;
    }
    return std::move(*store);
}

core::Result<void> add(core::Database& database, const core::Uuid& uuid)
{
    auto statement = TRY(database.prepare(addAgent));
    return statement.bind(1, uuid).run();
}

std::int64_t count(core::Store& store)
{
    return store.read([](core::Database& database) { return database.integerOf(countAgents); })
        .value_or(-1);
}

void StoreTest::makesAWorkspaceAndOpensItAgain()
{
    for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
        const auto store = open();
        QVERIFY(store);
        QCOMPARE(store->epoch(), epoch);
        QVERIFY(!store->isReadOnly());
        QCOMPARE(count(*store), epoch - 1);
        QVERIFY(
            store->write([&](core::Database& database) { return add(database, m_ids.next()); }));
        QVERIFY(store->lastCommitUs() > 0);
    }
    const auto permissions = QFileInfo(m_directory->filePath("a.holdfast")).permissions();
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)));
}

void StoreTest::readsWhatWasWritten()
{
    const auto store = open();
    QVERIFY(store);
    const core::Uuid uuid = m_ids.next();
    const auto key = store->write([&](core::Database& database) -> core::Result<std::int64_t> {
        TRY(add(database, uuid));
        return database.lastInsertRowId();
    });
    QVERIFY(key);
    const auto read = store->read([&](core::Database& database) -> core::Result<core::Uuid> {
        auto statement = TRY(database.prepare("SELECT uuid FROM agents WHERE id = ?1"));
        statement.bind(1, *key);
        TRY(statement.step());
        return statement.uuid(0);
    });
    QVERIFY(read);
    QVERIFY(*read == uuid);
    const auto refused =
        store->read([&](core::Database& database) { return add(database, m_ids.next()); });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, core::ErrorCode::ReadOnly);
}

void StoreTest::undoesAFailedOperationAlone()
{
    const auto store = open();
    QVERIFY(store);
    const core::Uuid uuid = m_ids.next();
    QVERIFY(store->write([&](core::Database& database) { return add(database, uuid); }));
    const auto twice = store->write([&](core::Database& database) -> core::Result<void> {
        TRY(add(database, m_ids.next()));
        return add(database, uuid);
    });
    QVERIFY(!twice);
    QCOMPARE(twice.error().code, core::ErrorCode::AlreadyExists);
    QCOMPARE(count(*store), 1);
}

void StoreTest::keepsGoingAfterAnException()
{
    const auto store = open();
    QVERIFY(store);
    const auto thrown = store->write([&](core::Database& database) -> core::Result<void> {
        TRY(add(database, m_ids.next()));
        throw std::runtime_error("from a library");
    });
    QVERIFY(!thrown);
    QCOMPARE(thrown.error().code, core::ErrorCode::Internal);
    QCOMPARE(count(*store), 0);
    QVERIFY(store->write([&](core::Database& database) { return add(database, m_ids.next()); }));
    QCOMPARE(count(*store), 1);
}

void StoreTest::refusesToWriteInsideAWrite()
{
    const auto store = open();
    QVERIFY(store);
    const auto nested = store->write([&](core::Database&) {
        return store->write([&](core::Database& database) { return add(database, m_ids.next()); });
    });
    QVERIFY(!nested);
    QCOMPARE(nested.error().code, core::ErrorCode::Internal);
}

void StoreTest::writesFromManyThreads()
{
    const auto store = open();
    QVERIFY(store);
    constexpr int threads = 16;
    constexpr int writes = 50;
    std::atomic<int> failed = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&] {
                for (int n = 0; n < writes; ++n) {
                    const auto written = store->write(
                        [&](core::Database& database) { return add(database, m_ids.next()); });
                    failed += written ? 0 : 1;
                    failed += count(*store) > 0 ? 0 : 1;
                }
            });
        }
    }
    QCOMPARE(failed.load(), 0);
    QCOMPARE(count(*store), threads * writes);
}

void StoreTest::refusesASecondOwner()
{
    const auto store = open();
    QVERIFY(store);
    const auto second =
        core::Store::open({.path = store->path(), .backupDirectory = {}}, m_clock, m_ids);
    QVERIFY(!second);
    QCOMPARE(second.error().code, core::ErrorCode::Locked);
    QCOMPARE(second.error().field, std::to_string(QCoreApplication::applicationPid()));
}

void StoreTest::aReaderSeesOneState()
{
    const auto store = open();
    QVERIFY(store);
    const auto seen = store->read([&](core::Database& database) -> core::Result<bool> {
        const auto before = TRY(database.integerOf(countAgents));
        TRY(store->write([&](core::Database& other) { return add(other, m_ids.next()); }));
        return TRY(database.integerOf(countAgents)) == before;
    });
    QVERIFY(seen && *seen);
    QCOMPARE(count(*store), 1);
}

void StoreTest::countsChanges()
{
    const auto store = open();
    QVERIFY(store);
    const auto first = store->write([](core::Database& database) { return nextChange(database); });
    const auto second = store->write([](core::Database& database) { return nextChange(database); });
    QVERIFY(first && second);
    QCOMPARE(*second, *first + 1);
    const auto now = store->read([](core::Database& database) { return currentChange(database); });
    QVERIFY(now);
    QCOMPARE(*now, *second);
}

void StoreTest::knowsItsOwnFiles()
{
    const auto store = open();
    QVERIFY(store);
    const std::filesystem::path link = m_directory->filePath("hard-link").toStdString();
    std::filesystem::create_hard_link(store->path(), link);
    const std::filesystem::path other = m_directory->filePath("other").toStdString();
    QFile file(QString::fromStdString(other));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(store->ownsFile(store->path()));
    QVERIFY(store->ownsFile(link));
    QVERIFY(store->ownsFile(store->path().native() + "-wal"));
    QVERIFY(store->ownsFile(store->path().native() + ".lock"));
    QVERIFY(!store->ownsFile(other));
    QVERIFY(!store->ownsFile(store->path().native() + ".absent"));
}

void StoreTest::leavesOneFileBehind()
{
    QVERIFY(open());
    const auto names = QDir(m_directory->path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries);
    QCOMPARE(names, QStringList{"a.holdfast"});
}

} // namespace

QTEST_APPLESS_MAIN(StoreTest)
#include "store_test.moc"
