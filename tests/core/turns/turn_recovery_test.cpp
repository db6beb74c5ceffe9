// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_decision.h"
#include "core/turns/turn_store.h"
#include "tests/core/turns/turn_scripts.h"

#include <QtTest>

#include <map>

namespace core {

/// Turns whose process died: what is done again, what is not, and what a person is asked.
class TurnRecoveryTest : public QObject {
    Q_OBJECT

private slots:
    void diesAfterEveryCommit_data();
    void diesAfterEveryCommit();
    void unsafeCallIsInDoubt_data();
    void unsafeCallIsInDoubt();
    void idempotentCallKeepsItsKey();
    void verifiableCallIsProbed_data();
    void verifiableCallIsProbed();
    void interruptedTooOften();
    void aDamagedTurnEnds_data();
    void aDamagedTurnEnds();
};

void TurnRecoveryTest::diesAfterEveryCommit_data()
{
    QTest::addColumn<int>("commits");
    for (int commits = 0; commits <= commitsOfTurn; ++commits) {
        QTest::addRow("%d", commits) << commits;
    }
}

void TurnRecoveryTest::diesAfterEveryCommit()
{
    QFETCH(int, commits);
    TurnFixture fixture(saveThenAnswer());
    const auto sent = fixture.send("Remember it.");
    {
        DyingStore dying(fixture.store(), commits);
        TurnStop stop;
        const auto performed = performTurn(fixture.services(dying), sent.turn.key, stop);
        QVERIFY(dying.isDead());
        QVERIFY(
            performed.end == Performed::End::StoreFailed || performed.end == Performed::End::Final);
        // The last of the rows is the whole turn, so that no commit is left out.
        QCOMPARE(performed.end == Performed::End::Final, commits == commitsOfTurn);
    }
    const auto before = fixture.items();
    fixture.restart();
    if (commits < commitsOfTurn) {
        QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    }
    QCOMPARE(fixture.transcript(), saveThenAnswerTranscript());
    QCOMPARE(fixture.memoryCount(), 1);
    const auto after = fixture.items();
    for (std::size_t i = 0; i < before.size(); ++i) {
        QCOMPARE(after[i].id.text(), before[i].id.text());
        QCOMPARE(after[i].text, before[i].text);
    }
    // Whatever was asked twice was asked with the same seed.
    std::map<std::size_t, std::uint64_t> seeds;
    for (const ModelRequest& request : fixture.model().requests()) {
        const auto at = seeds.emplace(request.messages.size(), request.sampling.seed).first;
        QCOMPARE(request.sampling.seed, at->second);
    }
}

void TurnRecoveryTest::unsafeCallIsInDoubt_data()
{
    QTest::addColumn<bool>("retry");
    QTest::newRow("retry") << true;
    QTest::newRow("skip") << false;
}

void TurnRecoveryTest::unsafeCallIsInDoubt()
{
    QFETCH(bool, retry);
    TurnFixture fixture(
        {{.toolCalls = {call("c", "calculate", R"({"to": "b"})")}}, {.chunks = {"Well."}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Unsafe);
    const auto sent = fixture.send("Go.");
    {
        DyingStore dying(fixture.store(), 4); // claim, model intent and result, tool intent
        TurnStop stop;
        performTurn(fixture.services(dying), sent.turn.key, stop);
    }
    QCOMPARE(tool.runs, 1);
    fixture.restart();
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Waiting);
    QCOMPARE(tool.runs, 1); // never run again by itself
    QCOMPARE(fixture.turn(sent.turn.id).status, TurnStatus::Waiting);
    QVERIFY(fixture.transcript().back().startsWith("assistant function_call in_doubt calculate"));
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::NotOurs); // nothing but a decision
    QVERIFY(!decideTurn(fixture.services(), sent.turn.id, "z", TurnDecision::Skip));
    const auto decision = retry ? TurnDecision::Retry : TurnDecision::Skip;
    QVERIFY(decideTurn(fixture.services(), sent.turn.id, "c", decision).has_value());
    QVERIFY(!decideTurn(fixture.services(), sent.turn.id, "c", decision));
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    QCOMPARE(tool.runs, retry ? 2 : 1);
    const QStringList transcript = fixture.transcript();
    QVERIFY2(transcript[2].contains(retry ? "done" : "it is not known"), qPrintable(transcript[2]));
    QCOMPARE(transcript.back(), "assistant message completed -: Well.");
}

void TurnRecoveryTest::idempotentCallKeepsItsKey()
{
    TurnFixture fixture({{.toolCalls = {call("c", "calculate", "{}")}}, {.chunks = {"Well."}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Idempotent);
    const auto sent = fixture.send("Go.");
    {
        DyingStore dying(fixture.store(), 4);
        TurnStop stop;
        performTurn(fixture.services(dying), sent.turn.key, stop);
    }
    fixture.restart();
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    QCOMPARE(tool.keys.size(), std::size_t{2});
    QVERIFY(!tool.keys[0].empty());
    QCOMPARE(tool.keys[0], tool.keys[1]);
}

void TurnRecoveryTest::verifiableCallIsProbed_data()
{
    QTest::addColumn<bool>("happened");
    QTest::newRow("it happened") << true;
    QTest::newRow("it did not") << false;
}

void TurnRecoveryTest::verifiableCallIsProbed()
{
    QFETCH(bool, happened);
    TurnFixture fixture({{.toolCalls = {call("c", "calculate", "{}")}}, {.chunks = {"Well."}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Verifiable);
    tool.probeFindsIt = happened;
    const auto sent = fixture.send("Go.");
    {
        DyingStore dying(fixture.store(), 4);
        TurnStop stop;
        performTurn(fixture.services(dying), sent.turn.key, stop);
    }
    fixture.restart();
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    QCOMPARE(tool.runs, happened ? 1 : 2);
    QVERIFY(fixture.transcript()[2].endsWith(happened ? "was done" : "done"));
}

void TurnRecoveryTest::interruptedTooOften()
{
    TurnFixture fixture({{.chunks = {"Never."}}});
    const auto sent = fixture.send("Go.");
    for (int i = 0; i < attemptsMax; ++i) {
        DyingStore dying(fixture.store(), i == 0 ? 2 : 1); // claim, once the intent, then death
        TurnStop stop;
        performTurn(fixture.services(dying), sent.turn.key, stop);
        fixture.restart();
    }
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    const Turn turn = fixture.turn(sent.turn.id);
    QCOMPARE(turn.status, TurnStatus::Failed);
    QCOMPARE(turn.errorCode, std::string("interrupted_too_often"));
    QCOMPARE(perform(fixture, fixture.send("Again.").turn).end, Performed::End::Final);
}

void TurnRecoveryTest::aDamagedTurnEnds_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("code");
    QTest::newRow("an unknown row") << "UPDATE journal SET payload = '[]'"
                                    << "damaged_journal";
    QTest::newRow("rows that do not follow") << "UPDATE journal SET step = 9"
                                             << "damaged_journal";
    QTest::newRow("no item of the call") << "UPDATE items SET call_id = 'gone' WHERE call_id = 'c'"
                                         << "internal_error";
    QTest::newRow("the call has ended") << "UPDATE items SET status = 'completed'"
                                        << "internal_error";
}

void TurnRecoveryTest::aDamagedTurnEnds()
{
    QFETCH(QString, damage);
    QFETCH(QString, code);
    TurnFixture fixture(
        {{.toolCalls = {call("c", "calculate", R"({"expression": "1"})")}}, {.chunks = {"Well."}}});
    const auto sent = fixture.send("Go.");
    {
        DyingStore dying(fixture.store(), 3); // the call was asked for
        TurnStop stop;
        performTurn(fixture.services(dying), sent.turn.key, stop);
    }
    fixture.restart();
    valueOf(fixture.store().write(
        [&](Database& database) { return database.execute(damage.toStdString()); }));
    QCOMPARE(perform(fixture, sent.turn).end, Performed::End::Final);
    const Turn turn = fixture.turn(sent.turn.id);
    QCOMPARE(turn.status, TurnStatus::Failed);
    QCOMPARE(QString(turn.errorCode.c_str()), code);
    const auto again = fixture.send("Again.");
    QVERIFY(again.turn.id != sent.turn.id);
    QCOMPARE(perform(fixture, again.turn).end, Performed::End::Final);
    QCOMPARE(fixture.turn(again.turn.id).status, TurnStatus::Completed);
}

} // namespace core

QTEST_GUILESS_MAIN(core::TurnRecoveryTest)
#include "turn_recovery_test.moc"
