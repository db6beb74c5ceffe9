// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_state.h"

#include <QtTest>

#include <set>

namespace core {

namespace {

constexpr std::uint64_t turnSeed = 42;

JournalRow modelIntent(std::int64_t step, std::uint64_t seed = turnSeed)
{
    return {.step = step, .payload = {{"seed", seed}, {"memory_seq", 5}}};
}

JournalRow modelResult(std::int64_t step, Json calls = Json::array())
{
    return {.step = step,
        .phase = JournalPhase::Result,
        .outcome = JournalOutcome::Succeeded,
        .payload = {{"calls", std::move(calls)}}};
}

JournalRow modelEnded(std::int64_t step, JournalOutcome outcome, Json payload = Json::object())
{
    return {.step = step,
        .phase = JournalPhase::Result,
        .outcome = outcome,
        .payload = std::move(payload)};
}

JournalRow toolIntent(std::int64_t step, const char* call, ToolEffect effect)
{
    return {.step = step, .kind = JournalKind::ToolCall, .callId = call, .effect = effect};
}

JournalRow toolResult(std::int64_t step, const char* call,
    JournalOutcome outcome = JournalOutcome::Succeeded, bool malformed = false)
{
    return {.step = step,
        .phase = JournalPhase::Result,
        .kind = JournalKind::ToolCall,
        .callId = call,
        .outcome = outcome,
        .payload = {{"malformed", malformed}}};
}

JournalRow asked(std::int64_t step, const char* call)
{
    return {.step = step, .kind = JournalKind::Approval, .callId = call};
}

JournalRow decided(std::int64_t step, const char* call, const char* decision)
{
    return {.step = step,
        .phase = JournalPhase::Result,
        .kind = JournalKind::Approval,
        .callId = call,
        .outcome = JournalOutcome::Succeeded,
        .payload = {{"decision", decision}}};
}

JournalRow finished(std::int64_t step)
{
    return {.step = step, .phase = JournalPhase::Result, .kind = JournalKind::Finish};
}

Json oneCall()
{
    return {{{"call_id", "a"}, {"name", "read_file"}}};
}

Json twoCalls()
{
    return {{{"call_id", "a"}, {"name", "read_file"}}, {{"call_id", "b"}, {"name", "calculate"}}};
}

/// Rounds of a model call that asks for one tool, which answers.
std::vector<JournalRow> rounds(int count, bool malformed = false)
{
    std::vector<JournalRow> rows;
    for (int i = 0; i < count; ++i) {
        const std::int64_t step = 2 * i + 1;
        rows.push_back(modelIntent(step));
        rows.push_back(modelResult(step, oneCall()));
        rows.push_back(toolIntent(step + 1, "a", ToolEffect::Pure));
        rows.push_back(toolResult(step + 1, "a",
            malformed ? JournalOutcome::Failed : JournalOutcome::Succeeded, malformed));
    }
    return rows;
}

QString describe(const Step& step)
{
    if (const auto* model = std::get_if<CallModel>(&step)) {
        return QString("model step %1%2").arg(model->step).arg(model->again ? " again" : "");
    }
    if (const auto* tool = std::get_if<CallTool>(&step)) {
        const char* tries[] = {"first", "again", "probe"};
        return QString("tool step %1 call %2 %3")
            .arg(tool->step)
            .arg(tool->call)
            .arg(tries[static_cast<int>(tool->attempt)]);
    }
    if (const auto* wait = std::get_if<AwaitApproval>(&step)) {
        return QString("ask step %1 call %2%3")
            .arg(wait->step)
            .arg(wait->call)
            .arg(wait->asked ? " asked" : "");
    }
    const auto& end = std::get<Finish>(step);
    const char* statuses[] = {"completed", "failed", "cancelled"};
    QString text =
        QString("finish step %1 %2").arg(end.step).arg(statuses[static_cast<int>(end.status)]);
    return end.failure ? text + ' ' + std::string(turnFailureName(*end.failure)).c_str() : text;
}

} // namespace

/// The table of what a journal means: rows in, next step out.
class TurnStateTest : public QObject {
    Q_OBJECT

private slots:
    void nextStep_data();
    void nextStep();
    void unfitRowsAreRefused_data();
    void unfitRowsAreRefused();
    void interruptedModelCallKeepsItsSeed();
    void seedsOfCallsDiffer();
};

} // namespace core

using Rows = std::vector<core::JournalRow>;
Q_DECLARE_METATYPE(Rows)

namespace core {

void TurnStateTest::nextStep_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, Rows rows, const char* expected) {
        QTest::newRow(name) << std::move(rows) << QString(expected);
    };
    using enum ToolEffect;
    const auto begun = [](ToolEffect effect) {
        return Rows{modelIntent(1), modelResult(1, oneCall()), toolIntent(2, "a", effect)};
    };
    const auto inDoubt = [&](Rows more) {
        Rows rows = begun(Unsafe);
        rows.push_back(toolResult(2, "a", JournalOutcome::InDoubt));
        rows.insert(rows.end(), more.begin(), more.end());
        return rows;
    };
    row("nothing yet", {}, "model step 1");
    row("model call interrupted", {modelIntent(1)}, "model step 1 again");
    row("answered without calls", {modelIntent(1), modelResult(1)}, "finish step 2 completed");
    row("asked for a call", {modelIntent(1), modelResult(1, oneCall())},
        "tool step 2 call 0 first");
    row("pure call interrupted", begun(Pure), "tool step 2 call 0 again");
    row("idempotent call interrupted", begun(Idempotent), "tool step 2 call 0 again");
    row("transactional call interrupted", begun(Transactional), "tool step 2 call 0 again");
    row("verifiable call interrupted", begun(Verifiable), "tool step 2 call 0 probe");
    row("unsafe call interrupted", begun(Unsafe), "ask step 2 call 0");
    row("in doubt", inDoubt({}), "ask step 3 call 0");
    row("asked", inDoubt({asked(3, "a")}), "ask step 3 call 0 asked");
    row("decided to retry", inDoubt({asked(3, "a"), decided(3, "a", "retry")}),
        "tool step 4 call 0 first");
    row("decided to skip", inDoubt({asked(3, "a"), decided(3, "a", "skip")}), "model step 4");
    row("retried and interrupted again",
        inDoubt({asked(3, "a"), decided(3, "a", "retry"), toolIntent(4, "a", Unsafe)}),
        "ask step 4 call 0");
    row("call done", rounds(1), "model step 3");
    row("second of two calls",
        {modelIntent(1), modelResult(1, twoCalls()), toolIntent(2, "a", Pure), toolResult(2, "a")},
        "tool step 3 call 1 first");
    row("call failed, the turn goes on",
        {modelIntent(1), modelResult(1, oneCall()), toolIntent(2, "a", Pure),
            toolResult(2, "a", JournalOutcome::Failed)},
        "model step 3");
    row("two malformed calls", rounds(2, true), "model step 5");
    row("three malformed calls", rounds(3, true), "finish step 7 failed malformed_calls");
    row("the most model calls", rounds(modelCallsMax), "finish step 49 failed step_limit");
    row("one less", rounds(modelCallsMax - 1), "model step 47");
    row("model failed",
        {modelIntent(1), modelEnded(1, JournalOutcome::Failed, {{"code", "out_of_memory"}})},
        "finish step 2 failed out_of_memory");
    row("model failed with an unknown code",
        {modelIntent(1), modelEnded(1, JournalOutcome::Failed, {{"code", "x"}})},
        "finish step 2 failed model_failed");
    row("model cancelled", {modelIntent(1), modelEnded(1, JournalOutcome::Cancelled)},
        "finish step 2 cancelled");
    row("tool cancelled, another waits",
        {modelIntent(1), modelResult(1, twoCalls()), toolIntent(2, "a", Pure),
            toolResult(2, "a", JournalOutcome::Cancelled)},
        "finish step 3 cancelled");
}

void TurnStateTest::nextStep()
{
    QFETCH(Rows, rows);
    QFETCH(QString, expected);
    const auto state = foldJournal(turnSeed, rows);
    QVERIFY2(state.has_value(), state ? "" : state.error().message.c_str());
    QCOMPARE(describe(next(*state)), expected);
}

void TurnStateTest::unfitRowsAreRefused_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::newRow("result without intent") << Rows{modelResult(1)};
    QTest::newRow("two model intents") << Rows{modelIntent(1), modelIntent(2)};
    QTest::newRow("a step is missing") << Rows{modelIntent(2)};
    QTest::newRow("steps go back") << Rows{modelIntent(1), modelResult(1, oneCall()),
        toolIntent(2, "a", ToolEffect::Pure), toolResult(1, "a")};
    QTest::newRow("a call nobody made")
        << Rows{modelIntent(1), modelResult(1, oneCall()), toolIntent(2, "z", ToolEffect::Pure)};
    QTest::newRow("a result of a call that has not begun")
        << Rows{modelIntent(1), modelResult(1, oneCall()), toolResult(2, "a")};
    QTest::newRow("asked without doubt")
        << Rows{modelIntent(1), modelResult(1, oneCall()), asked(2, "a")};
    QTest::newRow("decided without being asked")
        << Rows{modelIntent(1), modelResult(1, oneCall()), decided(2, "a", "skip")};
    QTest::newRow("a row after the finish")
        << Rows{modelIntent(1), modelResult(1), finished(2), modelIntent(3)};
    QTest::newRow("an intent without a seed") << Rows{JournalRow{.step = 1}};
    QTest::newRow("a call without a name")
        << Rows{modelIntent(1), modelResult(1, {{{"call_id", "a"}}})};
}

void TurnStateTest::unfitRowsAreRefused()
{
    QFETCH(Rows, rows);
    const auto state = foldJournal(turnSeed, rows);
    QVERIFY(!state.has_value());
    QCOMPARE(state.error().code, ErrorCode::Corrupt);
}

void TurnStateTest::interruptedModelCallKeepsItsSeed()
{
    const Rows rows{modelIntent(1, 77)};
    const auto state = foldJournal(turnSeed, rows);
    QVERIFY(state.has_value());
    QCOMPARE(std::get<CallModel>(next(*state)), (CallModel{.step = 1, .seed = 77, .again = true}));
    QCOMPARE(state->openModelCall->memorySequence, 5);
}

void TurnStateTest::seedsOfCallsDiffer()
{
    QCOMPARE(modelCallSeed(turnSeed, 0), turnSeed);
    std::set<std::uint64_t> seeds;
    for (int call = 0; call < 100; ++call) {
        seeds.insert(modelCallSeed(turnSeed, call));
    }
    QCOMPARE(seeds.size(), std::size_t{100});
    QVERIFY(*seeds.rbegin() < (std::uint64_t{1} << 53U));
}

} // namespace core

QTEST_APPLESS_MAIN(core::TurnStateTest)
#include "turn_state_test.moc"
