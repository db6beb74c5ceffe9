// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_index.h"

#include <QtTest>

using namespace inference;

namespace {

constexpr std::size_t pageSize = 100;

PageBytes someBytes()
{
    const auto bytes = std::make_shared<std::vector<std::uint8_t>>(pageSize);
    return {bytes, *bytes};
}

PageIdentity pageOf(TokenId token, const PageId& parent = {})
{
    PageIdentity page{.parent = parent};
    page.tokens.fill(token);
    return page;
}

/// Puts a prefix of pages into memory and says that it was used.
std::vector<PageId> hold(PageIndex& index, std::initializer_list<TokenId> tokens)
{
    std::vector<PageId> prefix;
    PageId parent = {};
    for (const TokenId token : tokens) {
        const PageIdentity page = pageOf(token, parent);
        parent = idOf(page);
        index.holdInMemory(parent, *index.findOrMake(parent, page), someBytes());
        prefix.push_back(parent);
    }
    index.touch(prefix);
    return prefix;
}

} // namespace

class PageIndexTest : public QObject {
    Q_OBJECT

private slots:
    void equalIdsProveNothing()
    {
        PageIndex index(1 << 20);
        const PageIdentity page = pageOf(1);
        const PageIdentity liar = pageOf(2);
        const PageId id = idOf(page);
        index.holdInMemory(id, *index.findOrMake(id, liar), someBytes());
        QVERIFY(index.find(id, liar) != nullptr);
        QVERIFY(index.find(id, page) == nullptr);
        // The true one takes its place, without the other's bytes.
        QVERIFY(!index.findOrMake(id, page)->inMemory());
        QVERIFY(index.find(id, liar) == nullptr);
        QCOMPARE(index.memoryBytes(), 0);
    }

    void endsOfOldPrefixesGoFirst()
    {
        PageIndex index(5 * pageSize);
        const auto old = hold(index, {1, 2, 3});
        const auto young = hold(index, {4, 5, 6});
        index.keepToQuota();
        QCOMPARE(index.pagesInMemory(), std::size_t{5});
        QVERIFY(index.find(old[2]) == nullptr);
        QVERIFY(index.find(old[1]) != nullptr);
        index.touch(old);
        hold(index, {7});
        index.keepToQuota();
        QVERIFY(index.find(young[2]) == nullptr);
        QVERIFY(index.find(old[0]) != nullptr && index.find(old[1]) != nullptr);
        QCOMPARE(index.memoryBytes(), 5 * std::int64_t{pageSize});
    }

    void whatIsElsewhereStaysKnown()
    {
        PageIndex index(0);
        const PageIdentity page = pageOf(1);
        const PageId id = idOf(page);
        index.holdInMemory(id, *index.findOrMake(id, page), someBytes());
        index.find(id)->isQueued = true;
        index.keepToQuota();
        QVERIFY(index.find(id) != nullptr);
        QVERIFY(!index.find(id)->inMemory());
        index.find(id)->isQueued = false;
        index.find(id)->disk = PackPlace{};
        index.keepToQuota();
        QVERIFY(index.find(id) != nullptr);
        index.dropFromDisk(id);
        QCOMPARE(index.pages(), std::size_t{0});
    }

    void aFullIndexTakesNoMore()
    {
        PageIndex index(0);
        for (std::size_t i = 0; i < PageIndex::pagesMax; ++i) {
            PageId id{};
            std::memcpy(id.data(), &i, sizeof i);
            QVERIFY(index.findOrMake(id, pageOf(1)) != nullptr);
        }
        PageId last{};
        last.back() = 1;
        QVERIFY(index.findOrMake(last, pageOf(1)) == nullptr);
        QVERIFY(index.findOrMake(PageId{}, pageOf(1)) != nullptr); // it is there already
    }
};

QTEST_APPLESS_MAIN(PageIndexTest)
#include "page_index_test.moc"
