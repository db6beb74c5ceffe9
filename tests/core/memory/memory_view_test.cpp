// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_view.h"

#include "core/agents/agent_store.h"
#include "core/memory/record_store.h"
#include "core/sessions/item_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace core;

class MemoryViewTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        AgentStore agents(w.store(), w.clock(), w.ids());
        AgentSettings settings;
        settings.name = "Ada";
        m_agent = valueOf(agents.create(settings));
        m_sessions = std::make_unique<SessionStore>(w.store(), w.clock(), w.ids());
        m_items = std::make_unique<ItemStore>(w.store(), w.clock(), w.ids());
        m_records = std::make_unique<RecordStore>(w.store(), w.clock(), w.ids());
        m_main = valueOf(m_sessions->create("Ada", ""));
    }

    void mainBranchesShareWhatTheAgentKnows()
    {
        const Session other = valueOf(m_sessions->create("Ada", ""));
        remember(m_main.activeBranchKey, "one");
        QCOMPARE(seen(other.activeBranchKey), "one");
        const auto then = now();
        remember(other.activeBranchKey, "two");
        remember(std::nullopt, "three");
        QCOMPARE(seen(m_main.activeBranchKey), "one three two");
        QCOMPARE(seen(m_main.activeBranchKey, then), "one");
    }

    void aForkSeesItsPointAndItsOwn()
    {
        remember(m_main.activeBranchKey, "early");
        const Item item = say(m_main.activeBranchKey);
        remember(m_main.activeBranchKey, "late");
        const Session fork = valueOf(m_sessions->fork(m_main.id, item.id, ""));
        QCOMPARE(seen(fork.activeBranchKey), "early");
        remember(fork.activeBranchKey, "mine");
        QCOMPARE(seen(fork.activeBranchKey), "early mine");
        QCOMPARE(seen(m_main.activeBranchKey), "early late");
        const auto then = now();
        remember(fork.activeBranchKey, "mine2");
        QCOMPARE(seen(fork.activeBranchKey, then), "early mine");
    }

    void aForkOfAForkSeesBothPoints()
    {
        remember(m_main.activeBranchKey, "a");
        const Item first = say(m_main.activeBranchKey);
        const Session one = valueOf(m_sessions->fork(m_main.id, first.id, ""));
        remember(one.activeBranchKey, "b");
        const Item second = say(one.activeBranchKey);
        remember(one.activeBranchKey, "c");
        const Session two = valueOf(m_sessions->fork(m_main.id, second.id, ""));
        remember(two.activeBranchKey, "d");
        remember(m_main.activeBranchKey, "e");
        const Session sibling = valueOf(m_sessions->fork(m_main.id, second.id, ""));
        QCOMPARE(seen(two.activeBranchKey), "a b d");
        QCOMPARE(seen(one.activeBranchKey), "a b c");
        QCOMPARE(seen(sibling.activeBranchKey), "a b");
        QCOMPARE(seen(m_main.activeBranchKey), "a e");
    }

private:
    void remember(const std::optional<std::int64_t>& branchKey, const std::string& word)
    {
        valueOf(m_workspace->store().write([&](Database& database) -> Result<void> {
            NewRecord record;
            record.text = "know " + word;
            record.trust = userLabel();
            record.sources = {{.kind = SourceKind::User, .reference = "user"}};
            record.branchKey = branchKey;
            TRY(m_records->add(database, m_agent.key, TRY(nextChange(database)), record));
            return {};
        }));
    }

    Item say(std::int64_t branchKey)
    {
        return valueOf(m_workspace->store().write([&](Database& database) -> Result<Item> {
            NewItem item;
            item.text = "said";
            return m_items->append(database, branchKey, TRY(nextChange(database)), item);
        }));
    }

    std::int64_t now() { return valueOf(m_workspace->store().read(currentChange)); }

    std::string seen(std::int64_t branchKey, const std::optional<std::int64_t>& sequence = {})
    {
        const auto found = valueOf(
            m_workspace->store().read([&](Database& database) -> Result<std::vector<FoundRecord>> {
                const auto memorySequence = sequence.value_or(TRY(currentChange(database)));
                return RecordStore::searchAsOf(database,
                    TRY(memoryView(database, m_agent.key, branchKey, memorySequence)), "know", 20);
            }));
        QStringList words;
        for (const FoundRecord& one : found) {
            words += QString::fromStdString(one.record.text.substr(5));
        }
        words.sort();
        return words.join(' ').toStdString();
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<SessionStore> m_sessions;
    std::unique_ptr<ItemStore> m_items;
    std::unique_ptr<RecordStore> m_records;
    Agent m_agent;
    Session m_main;
};

QTEST_GUILESS_MAIN(MemoryViewTest)
#include "memory_view_test.moc"
