// SPDX-License-Identifier: Apache-2.0
#include "tests/core/turns/turn_process.h"
#include "tests/core/turns/turn_scripts.h"

#include <QtTest>

#include <map>

namespace core {

/// The methods of turns with real workers.
class TurnsServiceTest : public QObject {
    Q_OBJECT

private slots:
    void sendAndWait();
    void sendingTwiceWithAKeyIsSendingOnce();
    void messagesAreChecked_data();
    void messagesAreChecked();
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
