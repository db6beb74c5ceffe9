// SPDX-License-Identifier: Apache-2.0
#include "tests/core/turns/turn_process.h"
#include "tests/core/turns/turn_scripts.h"

#include <QElapsedTimer>
#include <QtTest>

namespace core {

namespace {

constexpr int cancelMsMax = 200;

} // namespace

/// A person's stop: at once, wherever the turn is, and nothing of it is lost.
class TurnCancelTest : public QObject {
    Q_OBJECT

private slots:
    void cancelsWhileTheModelWrites();
    void cancelsWhileAToolRuns();
    void cancelsWhatWaitsForAPerson();
    void cancelOfAnIdleSession();
};

void TurnCancelTest::cancelsWhileTheModelWrites()
{
    const auto gate = std::make_shared<Gate>();
    TurnFixture fixture({{.chunks = {"It was a dark ", "and stormy"}, .gate = gate}});
    Process process(fixture);
    const Json session{{"session", fixture.session().text()}};
    const Json sent =
        process.answer("sessions.send", {{"session", fixture.session().text()}, {"text", "Tell."}});
    gate->waitUntilReached();
    QElapsedTimer timer;
    timer.start();
    const Json cancelled = process.answer("sessions.cancel", session);
    QVERIFY(cancelled["cancelled"].get<bool>());
    const Json turn = process.wait(sent["turn"]);
    QVERIFY2(timer.elapsed() < cancelMsMax, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(turn["status"], "cancelled");
    QCOMPARE(
        fixture.transcript().back(), "assistant message cancelled -: It was a dark and stormy");
}

void TurnCancelTest::cancelsWhileAToolRuns()
{
    TurnFixture fixture({{.toolCalls = {call("a", "calculate", "{}"),
                              call("b", "memory_save", R"({"text": "x"})")}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Pure);
    tool.gate = std::make_shared<Gate>();
    Process process(fixture);
    const Json sent =
        process.answer("sessions.send", {{"session", fixture.session().text()}, {"text", "Go."}});
    tool.gate->waitUntilReached();
    QElapsedTimer timer;
    timer.start();
    process.answer("sessions.cancel", {{"session", fixture.session().text()}});
    const Json turn = process.wait(sent["turn"]);
    QVERIFY2(timer.elapsed() < cancelMsMax, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(turn["status"], "cancelled");
    const QStringList transcript = fixture.transcript();
    QCOMPARE(transcript.size(), 5); // each call has its output
    QVERIFY(transcript[1].startsWith("assistant function_call cancelled calculate"));
    QVERIFY(transcript[2].startsWith("assistant function_call cancelled memory_save"));
    QVERIFY(transcript[3].contains("stopped by a person"));
    QVERIFY(transcript[4].contains("before this call was made"));
    QCOMPARE(fixture.memoryCount(), 0);
}

void TurnCancelTest::cancelsWhatWaitsForAPerson()
{
    TurnFixture fixture({{.toolCalls = {call("c", "calculate", "{}")}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Unsafe);
    tool.gate = std::make_shared<Gate>();
    Json sent;
    {
        Process process(fixture);
        sent = process.answer(
            "sessions.send", {{"session", fixture.session().text()}, {"text", "Go."}});
        tool.gate->waitUntilReached();
    } // ends while the tool runs
    fixture.restart();
    Process process(fixture);
    process.answer("sessions.resume", Json::object());
    QCOMPARE(process.wait(sent["turn"])["status"], "waiting");
    EventLog log(fixture.bus());
    process.answer("sessions.cancel", {{"session", fixture.session().text()}});
    log.until("turn.changed", "\"cancelled\"");
    QCOMPARE(process.wait(sent["turn"])["status"], "cancelled");
    QVERIFY(fixture.transcript().back().contains("not known whether it took effect"));
}

void TurnCancelTest::cancelOfAnIdleSession()
{
    TurnFixture fixture({});
    Process process(fixture);
    const Json answer = process.answer("sessions.cancel", {{"session", fixture.session().text()}});
    QCOMPARE(answer, (Json{{"cancelled", false}, {"turn", nullptr}}));
}

} // namespace core

QTEST_GUILESS_MAIN(core::TurnCancelTest)
#include "turn_cancel_test.moc"
