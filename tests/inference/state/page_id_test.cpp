// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_id.h"

#include <QtTest>

#include <set>

using namespace inference;

class PageIdTest : public QObject {
    Q_OBJECT

private slots:
    void allThatBitsDependOnIsInTheRoot()
    {
        const PageLineage base{.modelFingerprint = "model",
            .numericsId = "cpu",
            .adapters = {},
            .kvType = KvType::F16,
            .pageBytes = 4096};
        std::vector<PageLineage> lineages(9, base);
        lineages[1].modelFingerprint = "other";
        lineages[2].numericsId = "gpu";
        lineages[3].adapters = {"a"};
        lineages[4].adapters = {"a", "b"};
        lineages[5].adapters = {"ab"};
        lineages[6].kvType = KvType::F32;
        lineages[7].pageBytes = 8192;
        lineages[8].modelFingerprint = "modelc"; // and
        lineages[8].numericsId = "pu"; // the same letters in a row
        std::set<PageId> ids;
        for (const PageLineage& lineage : lineages) {
            ids.insert(rootId(lineage));
        }
        QCOMPARE(ids.size(), lineages.size());
        QCOMPARE(rootId(base), rootId(lineages[0]));
    }

    void pagesDifferByParentTokensAndClasses()
    {
        PageIdentity page;
        page.tokens.fill(3);
        std::set<PageId> ids{idOf(page)};
        QVERIFY(ids.contains(idOf(page)));
        PageIdentity other = page;
        other.tokens.back() = 4;
        ids.insert(idOf(other));
        other = page;
        other.parent.back() = 1;
        ids.insert(idOf(other));
        other = page;
        other.decoded = 1;
        ids.insert(idOf(other));
        other.decoded = std::uint32_t{1} << 31U;
        ids.insert(idOf(other));
        QCOMPARE(ids.size(), std::size_t{5});
    }
};

QTEST_APPLESS_MAIN(PageIdTest)
#include "page_id_test.moc"
