// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/input_ledger.h"

#include "core/agents/agent_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/raw_turn.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QTest>

#include <memory>

using namespace core;

class InputLedgerTest final : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_workspace = std::make_unique<WorkspaceFixture>();
        auto& w = *m_workspace;
        AgentStore agents(w.store(), w.clock(), w.ids());
        SessionStore sessions(w.store(), w.clock(), w.ids());
        AgentSettings settings;
        settings.name = "Ada";
        valueOf(agents.create(settings));
        m_session = valueOf(sessions.create("Ada", ""));
        m_other = valueOf(sessions.create("Ada", ""));
        m_ledger = std::make_unique<InputLedger>(w.clock());
    }

    void theSameKeyAndTextIsOneInput()
    {
        const auto first = valueOf(accept(m_session, "hello", "key-1"));
        QCOMPARE(first.arrival, InputArrival::New);
        const auto again = valueOf(accept(m_session, "hello", "key-1"));
        QCOMPARE(again.arrival, InputArrival::Repeated);
        QCOMPARE(again.input.key, first.input.key);
        QCOMPARE(accept(m_session, "other", "key-1").error().code, ErrorCode::Conflict);
        QCOMPARE(valueOf(accept(m_other, "other", "key-1")).arrival, InputArrival::New);
        QCOMPARE(valueOf(accept(m_session, "hello", {})).arrival, InputArrival::New);
        QCOMPARE(valueOf(accept(m_session, "hello", {})).arrival, InputArrival::New);
        QCOMPARE(waiting().size(), 3U);
    }

    void aTurnTakesInputsInOrder()
    {
        for (const char* text : {"one", "two", "three"}) {
            valueOf(accept(m_session, text, {}));
        }
        const auto inputs = waiting();
        QCOMPARE(inputs.size(), 3U);
        QCOMPARE(inputs[0].text, std::string("one"));
        QCOMPARE(inputs[2].text, std::string("three"));
        QCOMPARE(inputs[0].label, userLabel());
        const auto turn = addRawTurn(*m_workspace, m_session, "in_progress");
        valueOf(take(inputs[0].key, turn));
        QCOMPARE(take(inputs[0].key, turn).error().code, ErrorCode::Conflict);
        QCOMPARE(waiting().front().text, std::string("two"));
    }

    void aRepeatedInputKnowsItsTurn()
    {
        const auto first = valueOf(accept(m_session, "hello", "k"));
        const auto turn = addRawTurn(*m_workspace, m_session, "completed");
        valueOf(take(first.input.key, turn));
        QCOMPARE(valueOf(accept(m_session, "hello", "k")).input.turnKey, std::optional(turn));
    }

    void badInputsLeaveNothing()
    {
        QCOMPARE(accept(m_session, "", {}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(accept(m_session, "\xff", {}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(accept(m_session, std::string(10'000'000, 'a'), {}).error().code,
            ErrorCode::LimitReached);
        QCOMPARE(accept(m_session, "x", std::string(idempotencyKeyBytesMax + 1, 'k')).error().code,
            ErrorCode::LimitReached);
        QVERIFY(waiting().empty());
    }

    void theQueueHasALimit()
    {
        for (std::int64_t i = 0; i < inputsWaitingMax; ++i) {
            valueOf(accept(m_session, "x", std::to_string(i)));
        }
        QCOMPARE(accept(m_session, "x", {}).error().code, ErrorCode::LimitReached);
        QVERIFY(accept(m_session, "x", "0").has_value());
    }

private:
    Result<AcceptedInput> accept(
        const Session& session, const std::string& text, const std::optional<std::string>& key)
    {
        return m_workspace->store().write([&](Database& database) {
            return m_ledger->accept(database,
                {.sessionKey = session.key,
                    .branchKey = session.activeBranchKey,
                    .text = text,
                    .idempotencyKey = key,
                    .label = userLabel()});
        });
    }

    std::vector<Input> waiting()
    {
        return valueOf(m_workspace->store().read(
            [&](Database& database) { return InputLedger::waiting(database, m_session.key); }));
    }

    Result<void> take(std::int64_t input, std::int64_t turn)
    {
        return m_workspace->store().write(
            [&](Database& database) { return InputLedger::take(database, input, turn); });
    }

    std::unique_ptr<WorkspaceFixture> m_workspace;
    std::unique_ptr<InputLedger> m_ledger;
    Session m_session;
    Session m_other;
};

QTEST_GUILESS_MAIN(InputLedgerTest)
#include "input_ledger_test.moc"
