// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/state/page_cache.h"

#include <QtTest>

#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace inference;
using namespace inference::testing;

namespace {

/// A beginning that is shared and an end of one's own.
std::vector<TokenId> branch(std::size_t shared, std::size_t own, std::uint32_t seed)
{
    std::vector<TokenId> tokens = someTokens(shared, 1);
    const std::vector<TokenId> rest = someTokens(own, seed);
    tokens.insert(tokens.end(), rest.begin(), rest.end());
    return tokens;
}

void setUsed(const std::filesystem::path& path, std::int64_t secondsAgo)
{
    const struct timespec at {
        .tv_sec = std::time(nullptr) - secondsAgo, .tv_nsec = 0
    };
    const struct timespec both[2] = {at, at};
    QCOMPARE(::utimensat(AT_FDCWD, path.c_str(), both, 0), 0);
}

/// While it lives no file of this process grows beyond this: the disk is full.
class FullDisk {
public:
    explicit FullDisk(std::int64_t fileBytesMax)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        struct rlimit full = m_before;
        full.rlim_cur = static_cast<rlim_t>(fileBytesMax);
        ::setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    struct rlimit m_before { };
};

} // namespace

class StateStoreTest : public QObject {
    Q_OBJECT

private slots:
    void theNextProcessFindsIt()
    {
        const StateFolder folder;
        const auto tokens = someTokens(330, 1);
        keepAll(*folder.open(), tokens);
        QCOMPARE(restored(*folder.open(), tokens), 320);
        QCOMPARE(restored(*folder.open(), someTokens(100, 1)), 96);
        QCOMPARE(restored(*folder.open(), someTokens(31, 1)), 0);
        QCOMPARE(restored(*folder.open(), someTokens(330, 2)), 0);
        struct stat status { };
        QCOMPARE(::stat(folder.path().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
        QCOMPARE(::stat(folder.packs().front().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void theLongestPrefixThereIs()
    {
        const StateFolder folder;
        const auto store = folder.open();
        keepAll(*store, branch(100, 200, 2));
        keepAll(*store, branch(250, 60, 3));
        for (StateStore* one : {store.get(), folder.open().release()}) {
            QCOMPARE(restored(*one, branch(100, 200, 2)), 288);
            QCOMPARE(restored(*one, branch(250, 60, 3)), 288);
            QCOMPARE(restored(*one, branch(240, 100, 4)), 224);
            if (one != store.get()) {
                delete one;
            }
        }
        // Pages that are shared lie there once: 9 of each branch, of which 3 are the same.
        QCOMPARE(packFolderFacts(folder.path())->pages, 15);
    }

    void goesOnInsideACache()
    {
        const StateFolder folder;
        const auto store = folder.open();
        const auto tokens = someTokens(100, 1);
        keepAll(*store, tokens);
        PageCache shorter(someTokens(40, 1));
        store->restore(shorter, {tokens, {}});
        QCOMPARE(shorter.length(), 96);
        QVERIFY(shorter.agreesWith(tokens));
        PageCache longer(someTokens(98, 1));
        store->restore(longer, {tokens, {}});
        QCOMPARE(longer.length(), 98); // not cut to gain nothing
    }

    void secretsStayInMemory()
    {
        const StateFolder folder;
        const auto tokens = someTokens(64, 1);
        const auto store = folder.open();
        keepAll(*store, tokens, {.onDisk = false});
        QVERIFY(folder.packs().empty());
        QCOMPARE(restored(*store, tokens), 64);
        keepAll(*store, tokens); // somebody's who may
        QCOMPARE(restored(*folder.open(), tokens), 64);
    }

    void classesAreKeptApart()
    {
        const StateFolder folder;
        const auto store = folder.open();
        const auto tokens = someTokens(96, 1);
        std::vector<NumericClass> classes(96, NumericClass::Prefill);
        classes[70] = NumericClass::Decode;
        store->keep(PageCache(tokens), {tokens, classes}, {});
        QCOMPARE(restored(*store, tokens), 64);
        PageCache same;
        store->restore(same, {tokens, classes});
        QCOMPARE(same.length(), 96);
    }

    void processesSeeEachOther()
    {
        const StateFolder folder;
        const auto first = folder.open();
        const auto second = folder.open();
        keepAll(*first, branch(64, 64, 2));
        QCOMPARE(restored(*second, branch(64, 64, 2)), 128);
        keepAll(*second, branch(64, 64, 3)); // a pack of its own, the first one's is in use
        QCOMPARE(restored(*first, branch(64, 64, 3)), 128);
        QCOMPARE(folder.packs().size(), std::size_t{2});
        QCOMPARE(packFolderFacts(folder.path())->pages, 6);
    }

    void aPackThatWasLeftIsContinued()
    {
        const StateFolder folder;
        for (std::uint32_t seed = 2; seed < 7; ++seed) {
            keepAll(*folder.open(), branch(32, 64, seed));
        }
        QCOMPARE(folder.packs().size(), std::size_t{1});
        for (std::uint32_t seed = 2; seed < 7; ++seed) {
            QCOMPARE(restored(*folder.open(), branch(32, 64, seed)), 96);
        }
    }

    void anOwnersTextIsErasedAlone()
    {
        const StateFolder folder;
        const auto store = folder.open();
        keepAll(*store, someTokens(64, 2), {.owner = "anna"});
        keepAll(*store, someTokens(64, 3), {.owner = "ben"});
        store->forget();
        QCOMPARE(clearPackFolder(folder.path(), ownerTag("anna"))->pages, 2);
        for (int process = 0; process < 2; ++process) {
            const auto other = folder.open();
            StateStore& one = process == 0 ? *store : *other;
            QCOMPARE(restored(one, someTokens(64, 2)), 0);
            QCOMPARE(restored(one, someTokens(64, 3)), 64);
        }
        QCOMPARE(clearPackFolder(folder.path())->packs, 1);
        QCOMPARE(packFolderFacts(folder.path())->bytes, 0);
    }

    void memoryHasAQuota()
    {
        const StateFolder folder;
        StateOptions options{.folder = {}, .memoryBytesMax = 3 * testPageBytes};
        StateStore store(StateFolder::lineage(), options);
        keepAll(store, someTokens(64, 1));
        keepAll(store, someTokens(64, 2));
        QCOMPARE(store.facts().pagesInMemory, 3);
        QCOMPARE(store.facts().memoryBytes, 3 * testPageBytes);
        QCOMPARE(restored(store, someTokens(64, 2)), 64);
        QCOMPARE(restored(store, someTokens(64, 1)), 32);
    }

    void theDiskHasAQuota()
    {
        const StateFolder folder;
        StateOptions options = folder.options();
        const std::int64_t packBytes =
            PackShape::of(testPageBytes)->pagesAt + 2 * PackShape::of(testPageBytes)->pageStride;
        options.diskBytesMax = 2 * packBytes + 1000;
        options.memoryBytesMax = 0;
        const auto process = [&] { return StateStore(StateFolder::lineage(), options); };
        for (const char* owner : {"a", "b"}) {
            StateStore store = process();
            keepAll(store, someTokens(64, static_cast<std::uint32_t>(*owner)), {.owner = owner});
        }
        for (const auto& pack : folder.packs()) {
            setUsed(pack, 1000);
        }
        StateStore store = process();
        QCOMPARE(restored(store, someTokens(64, 'a')), 64); // so b was used longest ago
        keepAll(store, someTokens(64, 'c'), {.owner = "c"});
        QVERIFY(packFolderFacts(folder.path())->bytes <= options.diskBytesMax);
        QCOMPARE(restored(store, someTokens(64, 'a')), 64);
        QCOMPARE(restored(store, someTokens(64, 'b')), 0);
        QCOMPARE(restored(store, someTokens(64, 'c')), 64);
        QVERIFY(store.facts().trouble.empty());
    }

    void whatNeverFitsTheQuotaIsNamed()
    {
        const StateFolder folder;
        StateOptions options = folder.options();
        options.diskBytesMax = 10'000;
        StateStore store(StateFolder::lineage(), options);
        keepAll(store, someTokens(64, 1));
        QVERIFY(folder.packs().empty());
        QVERIFY(store.facts().trouble.find("10000") != std::string::npos);
        QCOMPARE(restored(store, someTokens(64, 1)), 64); // from memory
    }

    void aFolderThatVanishesIsMadeAgain()
    {
        const StateFolder folder;
        const auto store = folder.open();
        keepAll(*store, someTokens(64, 1));
        std::filesystem::remove_all(folder.path().parent_path());
        QCOMPARE(restored(*store, someTokens(64, 1)), 64); // from memory
        store->forget();
        QCOMPARE(restored(*store, someTokens(64, 1)), 0);
        keepAll(*store, someTokens(64, 2));
        QCOMPARE(restored(*folder.open(), someTokens(64, 2)), 64);
    }

    void packsThatVanishAreWrittenAgain()
    {
        const StateFolder folder;
        const auto store = folder.open();
        keepAll(*store, someTokens(64, 1));
        QVERIFY(clearPackFolder(folder.path()));
        QCOMPARE(restored(*store, someTokens(96, 1)), 64); // notices, too
        keepAll(*store, someTokens(64, 1));
        QCOMPARE(restored(*folder.open(), someTokens(64, 1)), 64);
    }

    void aFullDiskIsNamedAndPasses()
    {
        const StateFolder folder;
        const auto store = folder.open();
        const PackShape shape = PackShape::of(testPageBytes).value();
        const auto tokens = someTokens(128, 1);
        {
            const FullDisk full(shape.pageAt(2) + 100); // in the middle of the third page
            keepAll(*store, tokens);
        }
        QVERIFY(!store->facts().trouble.empty());
        QCOMPARE(restored(*store, tokens), 128);
        QCOMPARE(restored(*folder.open(), tokens), 64);
        keepAll(*store, tokens); // there is room again
        QCOMPARE(restored(*folder.open(), tokens), 128);
    }

    void placesThatCannotBeUsedAreNamed_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("a file") << "file";
        QTest::newRow("below a file") << "file/kv";
        QTest::newRow("where nobody may write") << "/sys/holdfast/kv";
        QTest::newRow("a link to nowhere") << "link";
    }

    void placesThatCannotBeUsedAreNamed()
    {
        QFETCH(QString, place);
        const QTemporaryDir base;
        const std::filesystem::path root = base.path().toStdString();
        std::ofstream(root / "file") << "text";
        std::filesystem::create_symlink(root / "nowhere" / "at all", root / "link");
        StateOptions options{.folder = root / place.toStdString(),
            .diskBytesMax = 1 << 30,
            .memoryBytesMax = 1 << 30};
        StateStore store(StateFolder::lineage(), options);
        keepAll(store, someTokens(64, 1));
        QVERIFY(!store.facts().trouble.empty());
        QCOMPARE(restored(store, someTokens(64, 1)), 64); // from memory
    }

    void pagesThatExceedAPackStayInMemory()
    {
        const StateFolder folder;
        PageLineage lineage = StateFolder::lineage();
        lineage.pageBytes = packBytesMax;
        const StateStore store(lineage, folder.options());
        QVERIFY(store.facts().trouble.find("does not fit a pack") != std::string::npos);
    }

    void knownPagesAreNotAskedForAgain()
    {
        const StateFolder folder;
        const auto store = folder.open();
        const PageCache cache(someTokens(96, 1));
        store->keep(cache, {someTokens(96, 1), {}}, {});
        QCOMPARE(cache.pagesAsked(), 3);
        store->keep(cache, {someTokens(96, 1), {}}, {});
        QCOMPARE(cache.pagesAsked(), 3);
    }

    void withoutPagesNothingHappens()
    {
        const StateFolder folder;
        PageLineage lineage = StateFolder::lineage();
        lineage.pageBytes = 0;
        StateStore store(lineage, folder.options());
        keepAll(store, someTokens(64, 1));
        QCOMPARE(restored(store, someTokens(64, 1)), 0);
        QVERIFY(folder.packs().empty());
    }
};

QTEST_APPLESS_MAIN(StateStoreTest)
#include "state_store_test.moc"
