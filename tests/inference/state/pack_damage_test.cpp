// SPDX-License-Identifier: Apache-2.0
// Packs that are cut, flipped, lying or no packs at all: less is restored, never a wrong page, and
// what was lost is kept again.
#include "tests/inference/state/page_cache.h"

#include <QtTest>

#include <fstream>
#include <functional>

#include <sys/stat.h>

using namespace inference;
using namespace inference::testing;

namespace {

constexpr std::int64_t pages = 6;

std::vector<TokenId> tokens()
{
    return someTokens(static_cast<std::size_t>(pages * pagePositions) + 5, 1);
}

/// The identity of page `index`.
PageIdentity identityOf(std::int64_t index)
{
    PageIdentity page{.parent = rootId(StateFolder::lineage())};
    for (std::int64_t i = 0;; ++i) {
        const auto all = tokens();
        std::copy_n(all.begin() + i * pagePositions, pagePositions, page.tokens.begin());
        if (i == index) {
            return page;
        }
        page.parent = idOf(page);
    }
}

const PackShape& shape()
{
    static const PackShape value = PackShape::of(testPageBytes).value();
    return value;
}

void overwrite(
    const std::filesystem::path& path, std::int64_t at, std::span<const std::uint8_t> bytes)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

void flip(const std::filesystem::path& path, std::int64_t at)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 4);
    file.seekp(at);
    file.put(byte);
}

void putHeader(const std::filesystem::path& path, const PackHeader& header)
{
    overwrite(path, 0, rawBytes(header));
}

PackShape otherShape(std::int64_t pageBytes, std::int64_t slotCount)
{
    PackShape other = shape();
    other.pageBytes = pageBytes;
    other.slotCount = slotCount;
    return other;
}

using Path = std::filesystem::path;

struct Damage {
    const char* name;
    std::int64_t pagesLeft;
    std::function<void(const Path&)> make;
};

std::vector<Damage> damages()
{
    const PageId root = rootId(StateFolder::lineage());
    const PageId stranger = rootId(StateFolder::lineage("another model"));
    const auto cut = [](std::int64_t bytes) {
        return [bytes](const Path& path) { std::filesystem::resize_file(path, bytes); };
    };
    const auto flipped = [](std::int64_t at) { return [at](const Path& p) { flip(p, at); }; };
    const auto header = [](const PackHeader& value) {
        return [value](const Path& path) { putHeader(path, value); };
    };
    return {
        {"empty", 0, cut(0)},
        {"cut in the header", 0, cut(40)},
        {"cut behind the header", 0, cut(80)},
        {"cut in the slots", 0, cut(PackShape::slotAt(2) + 100)},
        {"cut before the pages", 0, cut(shape().pagesAt)},
        {"cut in a page", 3, cut(shape().pageAt(3) + 100)},
        {"cut behind a page", 4, cut(shape().pageAt(4))},
        {"a flipped bit in the first page", 0, flipped(shape().pageAt(0) + 4999)},
        {"a flipped bit in a page", 2, flipped(shape().pageAt(2) + 17)},
        {"a flipped bit in a slot's tokens", 2, flipped(PackShape::slotAt(2) + 90)},
        {"a flipped bit in a slot's id", 2, flipped(PackShape::slotAt(2) + 10)},
        {"a flipped bit in a slot's mark", 2, flipped(PackShape::slotAt(2))},
        {"a flipped bit in the header", 0, flipped(20)},
        {"a header of another model", 0, header(makeHeader(shape(), stranger, 0))},
        {"a header that lies about the page", 0, header(makeHeader(otherShape(64, 6), root, 0))},
        {"a header of huge pages", 0,
            header(makeHeader(otherShape(std::int64_t{1} << 62, 6), root, 0))},
        {"a header of too many slots", 0,
            header(makeHeader(otherShape(testPageBytes, std::int64_t{1} << 60), root, 0))},
        {"a header of negative slots", 0,
            header(makeHeader(otherShape(testPageBytes, -1), root, 0))},
        {"an equal id of other tokens", 2,
            [](const Path& path) {
                const PageIdentity truth = identityOf(2);
                PageIdentity liar = truth;
                liar.tokens.front() += 1;
                const auto slot = makeSlot(idOf(truth), liar, bytesOfPage(tokens(), 2));
                overwrite(path, PackShape::slotAt(2), rawBytes(slot));
            }},
        {"an equal id of another parent", 2,
            [](const Path& path) {
                const PageIdentity truth = identityOf(2);
                PageIdentity liar = truth;
                liar.parent.front() ^= 1U;
                const auto slot = makeSlot(idOf(truth), liar, bytesOfPage(tokens(), 2));
                overwrite(path, PackShape::slotAt(2), rawBytes(slot));
            }},
        {"a slot whose page is another", 2,
            [](const Path& path) {
                const auto bytes = bytesOfPage(tokens(), 4);
                overwrite(path, shape().pageAt(2), bytes);
            }},
        {"a directory in its place", 0,
            [](const Path& path) {
                std::filesystem::remove(path);
                std::filesystem::create_directory(path);
            }},
        {"a pipe in its place", 0,
            [](const Path& path) {
                std::filesystem::remove(path);
                QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
            }},
        {"a link in its place", 0,
            [](const Path& path) {
                const Path aside = path.parent_path() / "aside";
                std::filesystem::rename(path, aside);
                std::filesystem::create_symlink(aside, path);
            }},
    };
}

} // namespace

class PackDamageTest : public QObject {
    Q_OBJECT

private slots:
    void lessIsRestoredAndKeptAgain_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Damage& damage : damages()) {
            QTest::newRow(damage.name) << index++;
        }
    }

    void lessIsRestoredAndKeptAgain()
    {
        QFETCH(int, index);
        const Damage damage = damages()[static_cast<std::size_t>(index)];
        const StateFolder folder;
        keepAll(*folder.open(), tokens());
        QCOMPARE(restored(*folder.open(), tokens()), pages * pagePositions);
        QCOMPARE(folder.packs().size(), std::size_t{1});
        damage.make(folder.packs().front());

        const auto store = folder.open();
        QCOMPARE(restored(*store, tokens()), damage.pagesLeft * pagePositions);
        keepAll(*store, tokens()); // computed again
        QCOMPARE(restored(*store, tokens()), pages * pagePositions);
        QCOMPARE(restored(*folder.open(), tokens()), pages * pagePositions);
    }

    void damageWhileItIsInUse_data() { lessIsRestoredAndKeptAgain_data(); }

    /// The same, found out by a process that has read the slots before.
    void damageWhileItIsInUse()
    {
        QFETCH(int, index);
        const Damage damage = damages()[static_cast<std::size_t>(index)];
        const StateFolder folder;
        keepAll(*folder.open(), tokens());
        const auto reader = folder.open();
        damage.make(folder.packs().front());
        QVERIFY(restored(*reader, tokens()) >= 0); // nothing wrong
        keepAll(*reader, tokens());
        QCOMPARE(restored(*reader, tokens()), pages * pagePositions);
    }

    void damageIsNamed()
    {
        const StateFolder folder;
        keepAll(*folder.open(), tokens());
        flip(folder.packs().front(), shape().pageAt(1));
        const auto store = folder.open();
        QVERIFY(store->facts().trouble.empty());
        restored(*store, tokens());
        QVERIFY(store->facts().trouble.find("damaged") != std::string::npos);
    }

    void anotherModelFindsNothing()
    {
        const StateFolder folder;
        keepAll(*folder.open(), tokens());
        QCOMPARE(restored(*folder.open("another model"), tokens()), 0);
    }
};

QTEST_APPLESS_MAIN(PackDamageTest)
#include "pack_damage_test.moc"
