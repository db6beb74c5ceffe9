// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/item_store.h"

#include "core/agents/agent_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class ItemStoreTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        AgentStore agents(w.store(), w.clock(), w.ids());
        m_sessions = std::make_unique<SessionStore>(w.store(), w.clock(), w.ids());
        m_items = std::make_unique<ItemStore>(w.store(), w.clock(), w.ids());
        AgentSettings settings;
        settings.name = "Ada";
        valueOf(agents.create(settings));
        m_session = valueOf(m_sessions->create("Ada", ""));
    }

    void everythingOfAnItemIsKept()
    {
        NewItem item;
        item.kind = ItemKind::FunctionCall;
        item.role = ItemRole::Assistant;
        item.status = ItemStatus::InProgress;
        item.callId = "call_1";
        item.name = "calculate";
        item.text = R"({"expression": "1+1"})";
        item.tokens = TokenRecord{.modelFingerprint = "abc", .ids = {0, -1, 70000, 2147483647}};
        item.label = {Integrity::Tool, Confidentiality::Secret, {"file:a.txt", "user"}};
        const Item added = append(m_session.activeBranchKey, item);
        QCOMPARE(added.position, 1);
        QCOMPARE(added.session, m_session.id);
        QCOMPARE(added.branch, m_session.activeBranch);
        QVERIFY(!added.completedAtUs);
        m_workspace->clock().advance(std::chrono::seconds(3));
        const Item ended = valueOf(finish(added.key, {.status = ItemStatus::Completed}));
        QCOMPARE(ended.id, added.id);
        QCOMPARE(ended.position, added.position);
        QCOMPARE(ended.kind, ItemKind::FunctionCall);
        QCOMPARE(ended.role, std::optional(ItemRole::Assistant));
        QCOMPARE(ended.callId, item.callId);
        QCOMPARE(ended.name, item.name);
        QCOMPARE(ended.text, item.text);
        QCOMPARE(ended.tokens->ids, item.tokens->ids);
        QCOMPARE(ended.tokens->modelFingerprint, std::string("abc"));
        QCOMPARE(ended.label, item.label);
        QCOMPARE(*ended.completedAtUs - ended.createdAtUs, 3'000'000);
        QCOMPARE(
            finish(added.key, {.status = ItemStatus::Failed}).error().code, ErrorCode::Conflict);
    }

    void anItemWithoutALabelIsUntrusted()
    {
        NewItem item;
        item.text = "x";
        QCOMPARE(append(m_session.activeBranchKey, item).label.integrity, Integrity::Untrusted);
    }

    // A tree of forks of depth 5: each level adds three items and forks at the second, then the
    // level goes on behind the fork. Each branch shows its ancestors' items up to its forks only.
    void forksShowTheirAncestorsUpToTheFork()
    {
        Session session = m_session;
        std::vector<std::string> shared;
        std::vector<std::pair<BranchId, std::vector<std::string>>> expected;
        for (int level = 0; level < 5; ++level) {
            const std::string name = std::to_string(level);
            const std::int64_t branch = session.activeBranchKey;
            say(branch, name + "a");
            const Item forkAt = say(branch, name + "b");
            std::vector<std::string> whole = shared;
            whole.insert(whole.end(), {name + "a", name + "b", name + "c"});
            expected.emplace_back(session.activeBranch, whole);
            shared.insert(shared.end(), {name + "a", name + "b"});
            session = valueOf(m_sessions->fork(m_session.id, forkAt.id, ""));
            say(branch, name + "c");
        }
        expected.emplace_back(session.activeBranch, shared);
        for (const auto& [branch, texts] : expected) {
            QCOMPARE(textsOf(branch, {}), texts);
            const auto items = valueOf(m_items->list(m_session.id, branch, {})).data;
            for (std::size_t i = 0; i < items.size(); ++i) {
                QCOMPARE(items[i].position, static_cast<std::int64_t>(i) + 1);
            }
        }
        const Session again = valueOf(m_sessions->fork(
            m_session.id, valueOf(m_items->list(m_session.id, {}, {})).data.front().id, ""));
        QCOMPARE(textsOf(again.activeBranch, {}), std::vector<std::string>{"0a"});
        QCOMPARE(again.branches.back().forkedFrom->branch, m_session.activeBranch);
    }

    void pagesOfItems_data()
    {
        QTest::addColumn<int>("after");
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("limit");
        QTest::addColumn<QString>("texts");
        QTest::addColumn<bool>("more");
        QTest::newRow("last") << -1 << -1 << 3 << "678" << true;
        QTest::newRow("all") << -1 << -1 << 8 << "12345678" << false;
        QTest::newRow("before") << -1 << 4 << 2 << "23" << true;
        QTest::newRow("before the first") << -1 << 1 << 2 << "" << false;
        QTest::newRow("after") << 2 << -1 << 3 << "345" << true;
        QTest::newRow("after to the end") << 6 << -1 << 5 << "78" << false;
        QTest::newRow("after the end") << 8 << -1 << 5 << "" << false;
        QTest::newRow("between") << 2 << 6 << 9 << "345" << false;
        QTest::newRow("from the start") << 0 << -1 << 4 << "1234" << true;
    }

    void pagesOfItems()
    {
        QFETCH(int, after);
        QFETCH(int, before);
        QFETCH(int, limit);
        QFETCH(QString, texts);
        QFETCH(bool, more);
        say(m_session.activeBranchKey, "1");
        say(m_session.activeBranchKey, "2");
        const Item third = say(m_session.activeBranchKey, "3");
        say(m_session.activeBranchKey, "not on the fork");
        const Session fork = valueOf(m_sessions->fork(m_session.id, third.id, "f"));
        for (const char* text : {"4", "5", "6", "7", "8"}) {
            say(fork.activeBranchKey, text);
        }
        ItemQuery query;
        query.limit = limit;
        if (after >= 0) {
            query.afterPosition = after;
        }
        if (before >= 0) {
            query.beforePosition = before;
        }
        const auto page = valueOf(m_items->list(m_session.id, {}, query));
        QString found;
        for (const Item& item : page.data) {
            found += QString::fromStdString(item.text);
        }
        QCOMPARE(found, texts);
        QCOMPARE(page.hasMore, more);
    }

    void aPromptEndsAtItsPosition()
    {
        say(m_session.activeBranchKey, "1");
        const Item second = say(m_session.activeBranchKey, "2");
        say(m_session.activeBranchKey, "3");
        const auto items = valueOf(m_workspace->store().read([&](Database& database) {
            return ItemStore::through(database, m_session.activeBranchKey, second.position);
        }));
        QCOMPARE(items.size(), 2U);
        QCOMPARE(items.back().id, second.id);
    }

    void messagesHaveALimit()
    {
        QVERIFY(checkMessage(std::string(messageBytesMax, 'a')).has_value());
        const auto tooLong = checkMessage(std::string(10'000'000, 'a'));
        QCOMPARE(tooLong.error().code, ErrorCode::LimitReached);
        QVERIFY(tooLong.error().message.find("10000000") != std::string::npos);
        QVERIFY(tooLong.error().message.find("1048576") != std::string::npos);
        QCOMPARE(checkMessage("").error().code, ErrorCode::InvalidInput);
        const auto invalid = checkMessage("ab\xc3");
        QCOMPARE(invalid.error().code, ErrorCode::InvalidInput);
        QCOMPARE(invalid.error().byteOffset, std::optional<std::uint64_t>(2));
    }

private:
    Item append(std::int64_t branchKey, const NewItem& item)
    {
        return valueOf(m_workspace->store().write([&](Database& database) -> Result<Item> {
            return m_items->append(database, branchKey, TRY(nextChange(database)), item);
        }));
    }

    Item say(std::int64_t branchKey, const std::string& text)
    {
        NewItem item;
        item.role = ItemRole::User;
        item.text = text;
        item.label = userLabel();
        return append(branchKey, item);
    }

    Result<Item> finish(std::int64_t key, const ItemEnd& end)
    {
        return m_workspace->store().write(
            [&](Database& database) { return m_items->finish(database, key, end); });
    }

    std::vector<std::string> textsOf(const BranchId& branch, const ItemQuery& query)
    {
        std::vector<std::string> texts;
        for (const Item& item : valueOf(m_items->list(m_session.id, branch, query)).data) {
            texts.push_back(item.text);
        }
        return texts;
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<SessionStore> m_sessions;
    std::unique_ptr<ItemStore> m_items;
    Session m_session;
};

QTEST_GUILESS_MAIN(ItemStoreTest)
#include "item_store_test.moc"
