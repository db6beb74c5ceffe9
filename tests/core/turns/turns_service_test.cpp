// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turns_service.h"
#include "tests/core/turns/turn_fixture.h"

#include <QElapsedTimer>
#include <QtTest>

#include <map>

namespace core {

namespace {

constexpr int cancelMsMax = 200;

ModelToolCall call(const char* id, const char* name, std::string arguments)
{
    return {.callId = id, .name = name, .arguments = std::move(arguments)};
}

/// The methods over a fixture, as a process has them; its end is the end of a process.
class Process {
public:
    explicit Process(TurnFixture& fixture)
        : m_services(fixture.services())
        , m_runner(std::make_unique<TurnRunner>(m_services, 2))
    {
        addTurnMethods(m_table, m_services, *m_runner);
    }

    Result<Json> call(const char* method, Json parameters)
    {
        return m_table.call(method, parameters);
    }
    Json answer(const char* method, Json parameters)
    {
        return valueOf(m_table.call(method, parameters));
    }
    Json wait(const Json& turn)
    {
        return answer("turns.wait", {{"turn", turn["id"]}, {"timeout_ms", 30'000}});
    }

private:
    TurnServices m_services;
    std::unique_ptr<TurnRunner> m_runner;
    ServiceTable m_table;
};

/// Events as they come, for a test to wait for.
class EventLog {
public:
    explicit EventLog(EventBus& bus)
        : m_subscription(bus.subscribe(bus.lastSequence(), [this](const Event& event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
            m_condition.notify_all();
        }))
    {
    }

    /// All events up to the first of this type whose data holds the text.
    std::vector<Event> until(std::string_view type, std::string_view text)
    {
        std::unique_lock lock(m_mutex);
        std::size_t seen = 0;
        const auto there = [&] {
            for (; seen < m_events.size(); ++seen) {
                const Event& event = m_events[seen];
                if (event.type == type && writeJson(event.data).find(text) != std::string::npos) {
                    return true;
                }
            }
            return false;
        };
        if (!m_condition.wait_for(lock, std::chrono::seconds(20), there)) {
            qFatal("The event did not come.");
        }
        return {m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(seen) + 1};
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    std::vector<Event> m_events; ///< guarded by m_mutex
    Subscription m_subscription; ///< goes first
};

} // namespace

/// The methods of turns with real workers.
class TurnsServiceTest : public QObject {
    Q_OBJECT

private slots:
    void sendAndWait();
    void sendingTwiceWithAKeyIsSendingOnce();
    void messagesAreChecked_data();
    void messagesAreChecked();
    void cancelsWhileTheModelWrites();
    void cancelsWhileAToolRuns();
    void cancelsWhatWaitsForAPerson();
    void cancelOfAnIdleSession();
    void aProcessThatEndsLeavesItsTurnOpen();
    void sendingToAnInterruptedSessionGoesOn();
    void decidesAboutACallInDoubt();
    void listsTurnsNewestFirst();
    void manySessionsAtOnce();
    void eventsFollowCommits();
    void refusesWhatItDoesNotKnow();
};

void TurnsServiceTest::sendAndWait()
{
    TurnFixture fixture({{.chunks = {"Hello."}}});
    Process process(fixture);
    const Json sent =
        process.answer("sessions.send", {{"session", fixture.session().text()}, {"text", "Hi."}});
    QCOMPARE(sent["item"]["text"], "Hi.");
    QCOMPARE(sent["item"]["labels"]["integrity"], "user");
    QCOMPARE(sent["turn"]["status"], "queued");
    const Json turn = process.wait(sent["turn"]);
    QCOMPARE(turn["status"], "completed");
    QVERIFY(turn["error"].is_null());
    QCOMPARE(turn["usage"]["output"], 1);
    QCOMPARE(fixture.transcript().back(), "assistant message completed -: Hello.");
}

void TurnsServiceTest::sendingTwiceWithAKeyIsSendingOnce()
{
    TurnFixture fixture({{.chunks = {"Hello."}}});
    Process process(fixture);
    const Json message{
        {"session", fixture.session().text()}, {"text", "Hi."}, {"idempotency_key", "k"}};
    const Json first = process.answer("sessions.send", message);
    process.wait(first["turn"]);
    const Json second = process.answer("sessions.send", message);
    QCOMPARE(second["turn"]["id"], first["turn"]["id"]);
    QCOMPARE(second["item"]["id"], first["item"]["id"]);
    QCOMPARE(fixture.items().size(), std::size_t{2});
    const auto other = process.call("sessions.send",
        {{"session", fixture.session().text()}, {"text", "Ho."}, {"idempotency_key", "k"}});
    QVERIFY(!other.has_value());
    QCOMPARE(other.error().code, ErrorCode::Conflict);
}

void TurnsServiceTest::messagesAreChecked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::newRow("empty") << QByteArray() << static_cast<int>(ErrorCode::InvalidInput);
    QTest::newRow("no UTF-8") << QByteArray("a\xff") << static_cast<int>(ErrorCode::InvalidInput);
    QTest::newRow("10 MB") << QByteArray(10'000'000, 'a')
                           << static_cast<int>(ErrorCode::LimitReached);
}

void TurnsServiceTest::messagesAreChecked()
{
    QFETCH(QByteArray, text);
    QFETCH(int, code);
    TurnFixture fixture({});
    Process process(fixture);
    const auto sent = process.call(
        "sessions.send", {{"session", fixture.session().text()}, {"text", text.toStdString()}});
    QVERIFY(!sent.has_value());
    QCOMPARE(static_cast<int>(sent.error().code), code);
    QVERIFY(sent.error().message.size() < 500); // the message does not carry the text
    QVERIFY(fixture.items().empty());
}

void TurnsServiceTest::cancelsWhileTheModelWrites()
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

void TurnsServiceTest::cancelsWhileAToolRuns()
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

void TurnsServiceTest::cancelsWhatWaitsForAPerson()
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

void TurnsServiceTest::cancelOfAnIdleSession()
{
    TurnFixture fixture({});
    Process process(fixture);
    const Json answer = process.answer("sessions.cancel", {{"session", fixture.session().text()}});
    QCOMPARE(answer, (Json{{"cancelled", false}, {"turn", nullptr}}));
}

void TurnsServiceTest::aProcessThatEndsLeavesItsTurnOpen()
{
    const auto gate = std::make_shared<Gate>();
    TurnFixture fixture({{.chunks = {"Once."}, .gate = gate}});
    Json sent;
    {
        Process process(fixture);
        sent = process.answer(
            "sessions.send", {{"session", fixture.session().text()}, {"text", "Tell."}});
        gate->waitUntilReached();
    }
    const auto seed = fixture.model().requests().front().sampling.seed;
    QCOMPARE(fixture.turn(valueOf(TurnId::parse(sent["turn"]["id"].get<std::string>()))).attempts,
        0); // ending in good order is no failed attempt
    fixture.restart();
    gate->open();
    Process process(fixture);
    const Json resumed = process.answer("sessions.resume", Json::object());
    QCOMPARE(resumed["turns"], Json::array({sent["turn"]["id"]}));
    QCOMPARE(process.wait(sent["turn"])["status"], "completed");
    QCOMPARE(fixture.model().requests().back().sampling.seed, seed);
    QCOMPARE(fixture.transcript(),
        (QStringList{"user message completed -: Tell.", "assistant message completed -: Once."}));
}

void TurnsServiceTest::sendingToAnInterruptedSessionGoesOn()
{
    TurnFixture fixture({{.chunks = {"First."}}, {.chunks = {"Second."}}});
    const auto sent = fixture.send("One."); // committed, but no worker ever took it
    fixture.restart();
    Process process(fixture);
    const Json second =
        process.answer("sessions.send", {{"session", fixture.session().text()}, {"text", "Two."}});
    QCOMPARE(second["turn"]["id"], sent.turn.id.text());
    process.wait(second["turn"]);
    QVERIFY(fixture.transcript().contains("user message completed -: Two."));
    QVERIFY(fixture.transcript().contains("assistant message completed -: First."));
}

void TurnsServiceTest::decidesAboutACallInDoubt()
{
    TurnFixture fixture(
        {{.toolCalls = {call("c", "calculate", R"({"to": "b"})")}}, {.chunks = {"Well."}}});
    ScriptedTool& tool = fixture.replaceTool("calculate", ToolEffect::Unsafe);
    tool.gate = std::make_shared<Gate>();
    Json sent;
    {
        Process process(fixture);
        sent = process.answer(
            "sessions.send", {{"session", fixture.session().text()}, {"text", "Go."}});
        tool.gate->waitUntilReached();
    }
    fixture.restart();
    tool.gate->open();
    Process process(fixture);
    process.answer("sessions.resume", Json::object());
    const Json waiting = process.wait(sent["turn"]);
    QCOMPARE(waiting["status"], "waiting");
    QCOMPARE(waiting["required_action"],
        (Json{{"kind", "in_doubt"}, {"call_id", "c"}, {"name", "calculate"},
            {"arguments", R"({"to": "b"})"}}));
    const Json decision{{"turn", sent["turn"]["id"]}, {"call_id", "c"}, {"decision", "retry"}};
    EventLog log(fixture.bus());
    process.answer("turns.decide", decision);
    log.until("turn.changed", "\"completed\"");
    QCOMPARE(process.wait(sent["turn"])["status"], "completed");
    QCOMPARE(tool.runs, 2);
    QVERIFY(!process.call("turns.decide", decision).has_value());
}

void TurnsServiceTest::listsTurnsNewestFirst()
{
    TurnFixture fixture({{.chunks = {"1."}}, {.chunks = {"2."}}, {.chunks = {"3."}}});
    Process process(fixture);
    std::vector<Json> ids;
    for (int i = 0; i < 3; ++i) {
        const Json sent = process.answer(
            "sessions.send", {{"session", fixture.session().text()}, {"text", "Next."}});
        process.wait(sent["turn"]);
        ids.push_back(sent["turn"]["id"]);
    }
    Json page = process.answer("turns.list", {{"session", fixture.session().text()}, {"limit", 2}});
    QCOMPARE(page["data"][0]["id"], ids[2]);
    QCOMPARE(page["data"][1]["id"], ids[1]);
    QVERIFY(page["has_more"].get<bool>());
    page = process.answer(
        "turns.list", {{"session", fixture.session().text()}, {"after", page["last_id"]}});
    QCOMPARE(page["data"].size(), std::size_t{1});
    QCOMPARE(page["data"][0]["id"], ids[0]);
    QVERIFY(!page["has_more"].get<bool>());
}

void TurnsServiceTest::manySessionsAtOnce()
{
    TurnFixture fixture({{.chunks = {"Hello."}}});
    Process process(fixture);
    std::vector<Json> turns;
    for (int i = 0; i < 20; ++i) {
        const auto session = fixture.newSession();
        turns.push_back(process.answer(
            "sessions.send", {{"session", session.text()}, {"text", "Hi."}})["turn"]);
    }
    for (const Json& turn : turns) {
        QCOMPARE(process.wait(turn)["status"], "completed");
    }
}

void TurnsServiceTest::eventsFollowCommits()
{
    ScriptedAnswer answer{.chunks = std::vector<std::string>(500, "ab")};
    TurnFixture fixture({answer});
    Process process(fixture);
    EventLog log(fixture.bus());
    process.answer("sessions.send", {{"session", fixture.session().text()}, {"text", "Go."}});
    const auto events = log.until("session.changed", "\"idle\"");
    std::map<std::string, int> counts;
    std::string streamed;
    for (const Event& event : events) {
        ++counts[event.type];
        if (event.type == "turn.delta") {
            QCOMPARE(event.data["offset"], streamed.size());
            streamed += event.data["text"].get<std::string>();
        }
    }
    QCOMPARE(streamed.size(), std::size_t{1000});
    QCOMPARE(counts["item.added"], 2);
    QCOMPARE(counts["item.completed"], 2);
    QVERIFY(counts["turn.delta"] <= 3); // the fixture's clock stands: only the first and the rest
    QVERIFY(counts["turn.changed"] >= 3);
    QCOMPARE(fixture.items().size(), std::size_t{2}); // and are there when they are told
}

void TurnsServiceTest::refusesWhatItDoesNotKnow()
{
    TurnFixture fixture({});
    Process process(fixture);
    const std::string nobody = "sess_" + std::string(32, '0');
    const auto code = [&](const char* method, Json parameters) {
        const auto answer = process.call(method, std::move(parameters));
        return answer ? std::string("none") : std::string(errorCodeName(answer.error().code));
    };
    QCOMPARE(code("sessions.send", {{"session", nobody}, {"text", "a"}}), "not_found");
    QCOMPARE(code("sessions.send", {{"session", "x"}, {"text", "a"}}), "invalid_input");
    QCOMPARE(code("sessions.send", {{"session", fixture.session().text()}}), "invalid_input");
    QCOMPARE(code("sessions.cancel", {{"session", nobody}}), "not_found");
    QCOMPARE(code("sessions.cancel", {{"session", nobody}, {"x", 1}}), "invalid_input");
    QCOMPARE(code("sessions.resume", {{"session", nobody}}), "not_found");
    QCOMPARE(code("turns.get", {{"turn", "turn_" + std::string(32, '0')}}), "not_found");
    QCOMPARE(
        code("turns.list", {{"session", fixture.session().text()}, {"limit", 0}}), "invalid_input");
    QCOMPARE(code("turns.decide",
                 {{"turn", "turn_" + std::string(32, '0')}, {"call_id", "a"}, {"decision", "x"}}),
        "invalid_input");
}

} // namespace core

QTEST_GUILESS_MAIN(core::TurnsServiceTest)
#include "turns_service_test.moc"
