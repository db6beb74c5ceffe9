// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

#include <QProcess>
#include <QRandomGenerator>

#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <set>
#include <thread>

/// Processes that own a workspace and die. The child of these tests is this program itself, with
/// the workspace as its argument: it writes from four threads and reports what was acknowledged.
namespace {

constexpr int writersOfChild = 4;
constexpr int kills = 30;

void writeNotes(core::Store& store, std::int64_t first, const std::string& text)
{
    for (std::int64_t id = first;; id += writersOfChild) {
        if (!addNote(store, id, text)) {
            return;
        }
        std::array<char, 32> line{};
        char* end = std::to_chars(line.data(), line.data() + line.size() - 1, id).ptr;
        *end++ = '\n';
        if (::write(STDOUT_FILENO, line.data(), static_cast<std::size_t>(end - line.data())) < 0) {
            return;
        }
    }
}

int runChild(const char* workspace, std::int64_t firstId)
{
    core::SystemClock clock;
    core::UuidSource ids(clock);
    auto store = core::Store::open({.path = workspace, .backupDirectory = {}}, clock, ids);
    if (!store) {
        std::fputs(store.error().message.c_str(), stderr);
        return 1;
    }
    const std::string text(600, 'n');
    std::vector<std::jthread> threads;
    for (int i = 0; i < writersOfChild; ++i) {
        threads.emplace_back([&, i] { writeNotes(**store, firstId + i, text); });
    }
    return 0;
}

class CrashTest : public QObject {
    Q_OBJECT

private slots:
    void nothingAcknowledgedIsLost();
    void aSecondProcessIsRefused();

private:
    static void start(QProcess& child, const StoreFixture& fixture, std::int64_t firstId);
    static bool collect(QProcess& child, std::set<std::int64_t>& acknowledged, int atLeast);
};

void CrashTest::start(QProcess& child, const StoreFixture& fixture, std::int64_t firstId)
{
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(),
        {QString::fromStdString(fixture.workspace.native()), QString::number(firstId)});
}

/// Reads ids until so many have come, or the child has ended.
bool CrashTest::collect(QProcess& child, std::set<std::int64_t>& acknowledged, int atLeast)
{
    for (int seen = 0; seen < atLeast;) {
        if (!child.canReadLine() && !child.waitForReadyRead(20'000)) {
            return false;
        }
        while (child.canReadLine()) {
            acknowledged.insert(child.readLine().trimmed().toLongLong());
            ++seen;
        }
    }
    return true;
}

void CrashTest::nothingAcknowledgedIsLost()
{
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::set<std::int64_t> acknowledged;
    QRandomGenerator random(7);
    for (int kill = 1; kill <= kills; ++kill) {
        QProcess child;
        start(child, fixture, kill * 1'000'000);
        QVERIFY(collect(child, acknowledged, random.bounded(1, 120)));
        child.kill();
        QVERIFY(child.waitForFinished());
        while (child.canReadLine()) {
            acknowledged.insert(child.readLine().trimmed().toLongLong());
        }
        if (kill % 3 != 0) {
            continue; // the next child finds what this one left
        }
        const auto store = fixture.open();
        QVERIFY(store);
        QCOMPARE(fullCheck(*store).value_or(""), std::string("ok"));
        const auto missing = store->read([&](core::Database& database) -> core::Result<int> {
            auto statement = TRY(database.prepare("SELECT 1 FROM notes WHERE id = ?1"));
            int count = 0;
            for (const std::int64_t id : acknowledged) {
                TRY(statement.bind(1, id).step()) ? 0 : ++count;
                TRY(statement.run());
            }
            return count;
        });
        VERIFY_RESULT(missing);
        QCOMPARE(*missing, 0);
    }
    QVERIFY(acknowledged.size() >= kills);
}

void CrashTest::aSecondProcessIsRefused()
{
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QProcess child;
    start(child, fixture, 1);
    std::set<std::int64_t> acknowledged;
    QVERIFY(collect(child, acknowledged, 1));
    const auto refused = fixture.tryOpen();
    VERIFY_ERROR(refused, core::ErrorCode::Locked);
    QCOMPARE(refused.error().field, std::to_string(child.processId()));
    // A program that knows nothing of our lock file is kept out by SQLite's.
    const auto stranger = core::Database::open(fixture.workspace, core::Database::Mode::ReadOnly);
    VERIFY_ERROR(stranger, core::ErrorCode::Locked);
    VERIFY_ERROR(core::ReaderLock::acquire(fixture.workspace), core::ErrorCode::Locked);
    child.kill();
    QVERIFY(child.waitForFinished());
    const auto store = fixture.open();
    QVERIFY(store);
    QCOMPARE(store->epoch(), 3);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && argv[1][0] == '/') {
        return runChild(argv[1], std::atoll(argv[2]));
    }
    QCoreApplication application(argc, argv);
    CrashTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "crash_test.moc"
