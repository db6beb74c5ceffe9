// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_eraser.h"

#include "core/agents/agent_store.h"
#include "core/audit/audit_log.h"
#include "core/memory/record_store.h"
#include "core/sessions/item_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/raw_turn.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <algorithm>
#include <fstream>
#include <memory>

using namespace core;

namespace {

constexpr std::string_view marker = "xyzzyplugh";

} // namespace

class MemoryEraserTest final : public QObject {
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
        m_eraser = std::make_unique<MemoryEraser>(w.store(), w.clock());
        m_session = valueOf(m_sessions->create("Ada", ""));
    }

    void theTextIsGoneFromTheFile()
    {
        for (int i = 0; i < 200; ++i) {
            valueOf(m_records->add("Ada", fact("some other fact " + std::to_string(i))));
        }
        const MemoryRecord record = valueOf(m_records->add("Ada", fact(text())));
        for (int i = 200; i < 300; ++i) {
            valueOf(m_records->add("Ada", fact("some other fact " + std::to_string(i))));
        }
        QVERIFY(markerCount() > 0);
        valueOf(m_eraser->forget(record.id));
        QCOMPARE(markerCount(), 0);
        QCOMPARE(m_eraser->forget(record.id).error().code, ErrorCode::NotFound);
        RecordSearch search;
        search.text = std::string(marker);
        QVERIFY(valueOf(m_records->search(search)).empty());
        search.text = "other fact";
        QCOMPARE(valueOf(m_records->search(search)).size(), 10U);
        m_workspace->reopen();
        QCOMPARE(markerCount(), 0);
    }

    void whatSavedAndShowedItIsErasedToo()
    {
        const auto turn = addRawTurn(*m_workspace, m_session, "completed");
        const std::string quoted = "He said \"" + std::string(marker) + "\".";
        const Item call = append(turn, ItemKind::FunctionCall, writeJson({{"text", quoted}}));
        NewRecord record = fact(quoted);
        record.sources = {{.kind = SourceKind::Item,
            .reference = call.id.text(),
            .quote = quoted,
            .item = call.id}};
        const MemoryRecord added = valueOf(m_records->add("Ada", record));
        const Item output = append(turn, ItemKind::FunctionOutput, "- (semantic, user) " + quoted);
        const Item other = append(turn, ItemKind::FunctionOutput, "Nothing was found.");
        journal(turn, writeJson({{"arguments", writeJson({{"text", quoted}})}, {"x", quoted}}));
        valueOf(m_eraser->forget(added.id));
        QCOMPARE(itemNow(call).text, std::string("[forgotten]"));
        QVERIFY(!itemNow(call).tokens);
        QCOMPARE(itemNow(call).position, call.position);
        QCOMPARE(itemNow(output).text, std::string("[forgotten]"));
        QCOMPARE(itemNow(other).text, other.text);
        QCOMPARE(markerCount(), 0);
        const AuditVerdict verdict = valueOf(
            m_workspace->store().read([](Database& database) { return verifyAudit(database); }));
        QVERIFY(verdict.intact);
    }

    void conversationStays()
    {
        const Item message = append({}, ItemKind::Message, text());
        const MemoryRecord record = valueOf(m_records->add("Ada", fact(text())));
        valueOf(m_eraser->forget(record.id));
        QCOMPARE(itemNow(message).text, text());
    }

    void anOpenTurnForbidsIt()
    {
        const MemoryRecord record = valueOf(m_records->add("Ada", fact(text())));
        const auto turn = addRawTurn(*m_workspace, m_session, "in_progress");
        QCOMPARE(m_eraser->forget(record.id).error().code, ErrorCode::Conflict);
        setRawTurnStatus(*m_workspace, turn, "completed");
        QCOMPARE(valueOf(m_eraser->forget(record.id)), m_agent.id);
    }

private:
    static std::string text() { return "The secret word is " + std::string(marker) + "."; }

    static NewRecord fact(const std::string& text)
    {
        NewRecord record;
        record.text = text;
        record.trust = userLabel();
        record.sources = {{.kind = SourceKind::User, .reference = "user", .quote = text}};
        return record;
    }

    Item append(const std::optional<std::int64_t>& turn, ItemKind kind, const std::string& itemText)
    {
        return valueOf(m_workspace->store().write([&](Database& database) -> Result<Item> {
            NewItem item;
            item.turnKey = turn;
            item.kind = kind;
            item.callId = "call_1";
            item.text = itemText;
            item.tokens = TokenRecord{.modelFingerprint = "m", .ids = {1, 2}};
            return m_items->append(
                database, m_session.activeBranchKey, TRY(nextChange(database)), item);
        }));
    }

    void journal(std::int64_t turn, const std::string& payload)
    {
        valueOf(m_workspace->store().write([&](Database& database) -> Result<void> {
            auto statement = TRY(database.prepare(R"(
                INSERT INTO journal (turn_id, step, phase, kind, call_id, payload, created_at_us)
                VALUES (?1, 1, 'intent', 'tool_call', 'call_1', ?2, 0))"));
            return statement.bind(1, turn).bind(2, payload).run();
        }));
    }

    Item itemNow(const Item& item)
    {
        return valueOf(m_workspace->store().read(
            [&](Database& database) { return ItemStore::get(database, item.id); }));
    }

    /// How often the marker stands in the files of the workspace. Closing them drops this
    /// process's locks on them, which does no harm in a test that is alone with its file.
    int markerCount()
    {
        int count = 0;
        for (const auto& entry :
            std::filesystem::recursive_directory_iterator(m_workspace->directory())) {
            if (!entry.is_regular_file()) {
                continue;
            }
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            for (auto at = bytes.find(marker); at != std::string::npos;
                 at = bytes.find(marker, at + 1)) {
                ++count;
            }
        }
        return count;
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<SessionStore> m_sessions;
    std::unique_ptr<ItemStore> m_items;
    std::unique_ptr<RecordStore> m_records;
    std::unique_ptr<MemoryEraser> m_eraser;
    Agent m_agent;
    Session m_session;
};

QTEST_GUILESS_MAIN(MemoryEraserTest)
#include "memory_eraser_test.moc"
