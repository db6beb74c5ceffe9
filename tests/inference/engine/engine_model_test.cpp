// SPDX-License-Identifier: Apache-2.0
#include "core/text/utf8.h"
#include "tests/inference/engine/engine_fixture.h"

#include <QTest>

#include <thread>

using namespace inference;
using namespace inference::testing;
using core::ModelMessage;
using Role = core::ModelMessage::Role;

namespace {

core::ModelRequest requestOf(std::string session, std::vector<ModelMessage> messages)
{
    core::ModelRequest request;
    request.sessionKey = std::move(session);
    request.messages = std::move(messages);
    request.sampling.temperature = 0;
    request.outputTokensMax = 8;
    return request;
}

ModelMessage words(Role role, std::string text)
{
    return {.role = role, .text = std::move(text)};
}

/// What the model said, as the runtime hands it back in the next turn.
ModelMessage said(const core::ModelResponse& response)
{
    return {.role = Role::Assistant, .text = response.text, .tokens = response.tokens};
}

} // namespace

class EngineModelTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LlamaShape shape;
        shape.contextLength = 512;
        m_chat = m_fixture.makeModel(shape, std::string(chatmlTemplate));
        shape.name = "plain";
        m_plain = m_fixture.makeModel(shape, "");
    }

    void countsWhatWasComputedAndCached()
    {
        const auto model = m_fixture.open(m_chat);
        auto request = requestOf("a", {words(Role::System, "Be brief."), words(Role::User, "Hi")});
        const auto first = model->respond(request, {}, {});
        QVERIFY(first);
        QCOMPARE(first->usage.inputTokensCached, 0);
        QVERIFY(first->usage.inputTokensComputed > 0);

        request.messages.push_back(said(*first));
        request.messages.push_back(words(Role::User, "Go on"));
        const auto second = model->respond(request, {}, {});
        QVERIFY(second);
        // All of the first input and all but the last token of the first answer were there.
        const std::int64_t held = first->usage.inputTokensComputed
            + static_cast<std::int64_t>(first->tokens->ids.size()) - 1;
        QCOMPARE(second->usage.inputTokensCached, held);

        // Another session takes over the beginning that it shares.
        auto other = requestOf("b", {words(Role::System, "Be brief."), words(Role::User, "Why?")});
        const auto third = model->respond(other, {}, {});
        QVERIFY(third);
        QVERIFY(third->usage.inputTokensCached > 0);
        QVERIFY(third->usage.inputTokensComputed > 0);
    }

    void cachedAndFreshGiveTheSameAnswer()
    {
        auto request = requestOf("a", {words(Role::User, "One two three")});
        const auto model = m_fixture.open(m_chat);
        const auto first = model->respond(request, {}, {});
        QVERIFY(first);
        request.messages.push_back(said(*first));
        request.messages.push_back(words(Role::User, "four"));
        const auto cached = model->respond(request, {}, {});
        QVERIFY(cached);
        const auto fresh = m_fixture.open(m_chat)->respond(request, {}, {});
        QVERIFY(fresh);
        QVERIFY(cached->usage.inputTokensCached > 0);
        QCOMPARE(fresh->usage.inputTokensCached, 0);
        QCOMPARE(cached->tokens->ids, fresh->tokens->ids);
        QCOMPARE(cached->usage.inputTokensCached + cached->usage.inputTokensComputed,
            fresh->usage.inputTokensComputed);
    }

    void aForkTakesOverWhatItShares_data()
    {
        QTest::addColumn<QString>("device");
        for (const core::DeviceFacts& device : m_fixture.backends().facts()) {
            QTest::addRow("%s", device.name.c_str()) << QString::fromStdString(device.name);
        }
    }

    void aForkTakesOverWhatItShares()
    {
        QFETCH(QString, device);
        const auto model = m_fixture.open(m_chat, {}, {.device = device.toStdString()});
        auto request = requestOf("a", {words(Role::User, "A long and winding question")});
        const auto first = model->respond(request, {}, {});
        QVERIFY(first);
        request.messages.push_back(said(*first));
        request.messages.push_back(words(Role::User, "left"));
        QVERIFY(model->respond(request, {}, {}));
        request.sessionKey = "fork";
        request.messages.back().text = "right";
        const auto forked = model->respond(request, {}, {});
        QVERIFY(forked);
        QVERIFY(forked->usage.inputTokensCached > first->usage.inputTokensComputed);
        const auto fresh =
            m_fixture.open(m_chat, {}, {.device = device.toStdString()})->respond(request, {}, {});
        QVERIFY(fresh);
        QCOMPARE(forked->tokens->ids, fresh->tokens->ids);
    }

    void leastRecentlyUsedGoesFirst()
    {
        const auto model = m_fixture.open(m_chat, {.sequencesMax = 2});
        const auto ask = [&](const std::string& session, const std::string& text) {
            return model->respond(requestOf(session, {words(Role::User, text)}), {}, {})
                ->usage.inputTokensComputed;
        };
        const std::string apple = "apple apple apple apple";
        const std::string berry = "berry berry berry berry";
        const std::string cherry = "cherry cherry cherry cherry";
        ask("a", apple);
        const std::int64_t fresh = ask("b", berry);
        QCOMPARE(ask("a", apple), 1); // all but the last token was there
        ask("c", cherry); // sends b away
        QCOMPARE(ask("a", apple), 1);
        QVERIFY(ask("b", berry) > 1);
        QVERIFY(fresh > 1);
    }

    void streamsWhatItAnswers()
    {
        const auto model = m_fixture.open(m_plain);
        auto request = requestOf("a", {words(Role::User, "Once upon")});
        request.sampling.temperature = 2; // bytes of all kinds
        request.sampling.topK = 0;
        request.sampling.topP = 1;
        request.sampling.minP = 0;
        request.outputTokensMax = 200;
        std::string streamed;
        std::int64_t done = 0;
        const auto response = model->respond(request,
            [&](const core::ModelProgress& progress) {
                QVERIFY(core::isValidUtf8(progress.text));
                QVERIFY(progress.phase != core::ModelProgress::Phase::Generating
                    || progress.done >= done);
                done = progress.phase == core::ModelProgress::Phase::Generating ? progress.done : 0;
                streamed += progress.text;
            },
            {});
        QVERIFY(response);
        QCOMPARE(streamed, response->text);
        QVERIFY(core::isValidUtf8(response->text));
        QVERIFY(response->usage.outputTokens > 0);
    }

    void theSameSeedGivesTheSameWords()
    {
        const auto model = m_fixture.open(m_plain);
        auto request = requestOf("a", {words(Role::User, "Once upon")});
        request.sampling.temperature = 1;
        request.sampling.seed = 5;
        const auto one = model->respond(request, {}, {});
        const auto two = model->respond(request, {}, {});
        request.sampling.seed = 6;
        const auto three = model->respond(request, {}, {});
        QVERIFY(one && two && three);
        QCOMPARE(one->tokens->ids, two->tokens->ids);
        QVERIFY(one->tokens->ids != three->tokens->ids);
    }

    void stopsWhileGeneratingAndGoesOnAfterwards()
    {
        const auto model = m_fixture.open(m_plain);
        auto request = requestOf("a", {words(Role::User, "Once upon a time")});
        request.outputTokensMax = 400;
        std::stop_source source;
        int tokens = 0;
        const auto stopped = model->respond(
            request,
            [&](const core::ModelProgress& progress) {
                if (progress.phase == core::ModelProgress::Phase::Generating && ++tokens == 5) {
                    source.request_stop();
                }
            },
            source.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, core::ErrorCode::Cancelled);
        QCOMPARE(tokens, 5);
        request.outputTokensMax = 8;
        const auto after = model->respond(request, {}, {});
        const auto fresh = m_fixture.open(m_plain)->respond(request, {}, {});
        QVERIFY(after && fresh);
        QCOMPARE(after->usage.inputTokensComputed, 1);
        QCOMPARE(after->tokens->ids, fresh->tokens->ids);
    }

    void stopsWhileReading()
    {
        const auto model = m_fixture.open(m_plain);
        std::string text;
        for (int i = 0; i < 60; ++i) {
            text += "many words ";
        }
        std::stop_source source;
        auto request = requestOf("a", {words(Role::User, text)});
        const auto stopped = model->respond(
            request,
            [&](const core::ModelProgress& progress) {
                if (progress.phase == core::ModelProgress::Phase::Reading && progress.done > 0) {
                    source.request_stop();
                }
            },
            source.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, core::ErrorCode::Cancelled);
        const auto after = model->respond(request, {}, {});
        QVERIFY(after);
        QVERIFY(after->usage.inputTokensCached > 0); // the chunk that was finished
    }

    void aWaitingCallIsToldAndStops()
    {
        const auto model = m_fixture.open(m_plain);
        auto request = requestOf("a", {words(Role::User, "Once")});
        std::stop_source source;
        core::Result<core::ModelResponse> waiting =
            core::fail(core::ErrorCode::Internal, "did not run");
        std::atomic<bool> queued = false;
        std::jthread second;
        const auto first = model->respond(request,
            [&](const core::ModelProgress& progress) {
                if (progress.phase != core::ModelProgress::Phase::Generating || second.joinable()) {
                    return;
                }
                // The first call is inside and stays there until the second one has given up.
                second = std::jthread([&] {
                    waiting = model->respond(
                        request,
                        [&](const core::ModelProgress& state) {
                            queued = queued || state.phase == core::ModelProgress::Phase::Queued;
                            source.request_stop();
                        },
                        source.get_token());
                });
                second.join();
                second = std::jthread([] {});
            },
            {});
        QVERIFY(first);
        QVERIFY(queued);
        QVERIFY(!waiting);
        QCOMPARE(waiting.error().code, core::ErrorCode::Cancelled);
    }

    void manyThreadsGetTheirOwnAnswers()
    {
        const auto model = m_fixture.open(m_chat);
        const auto ask = [&](const std::string& name) {
            return model->respond(requestOf(name, {words(Role::User, name)}), {}, {});
        };
        const std::vector<std::string> names{"ann", "bob", "cat", "dog"};
        std::vector<std::vector<TokenId>> answers(names.size());
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < names.size(); ++i) {
                threads.emplace_back([&, i] { answers[i] = ask(names[i])->tokens->ids; });
            }
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            QCOMPARE(m_fixture.open(m_chat)
                         ->respond(requestOf("x", {words(Role::User, names[i])}), {}, {})
                         ->tokens->ids,
                answers[i]);
        }
    }

    void tooLongMessagesAreRefusedWithFigures()
    {
        const auto model = m_fixture.open(m_chat);
        const std::string tenMegabytes(10'000'000, 'x');
        const auto response =
            model->respond(requestOf("a", {words(Role::User, tenMegabytes)}), {}, {});
        QVERIFY(!response);
        QCOMPARE(response.error().code, core::ErrorCode::LimitReached);
        QVERIFY(response.error().message.find("512") != std::string::npos);
    }

    void storiesGoOnInASmallContext()
    {
        const auto path = parityFolder() / "models/stories260K-f32.gguf";
        if (!std::filesystem::exists(path)) {
            qWarning("PARITY DATA IS MISSING: set HOLDFAST_PARITY; this test proves nothing.");
            QSKIP("no parity data");
        }
        const auto model = m_fixture.open(path);
        auto request = requestOf(
            "a", {words(Role::System, "Tell stories."), words(Role::User, "Once upon a time")});
        request.outputTokensMax = 1024;
        std::int64_t dropped = 0;
        for (int turn = 0; turn < 6; ++turn) {
            const auto response = model->respond(request, {}, {});
            QVERIFY2(response, response ? "" : response.error().message.c_str());
            if (turn == 0) {
                qInfo("%s", response->text.c_str());
                QVERIFY(response->text.find("there was") != std::string::npos);
            }
            QVERIFY(response->usage.outputTokens >= answerTokensMin);
            QVERIFY(response->messagesDropped >= dropped);
            dropped = response->messagesDropped;
            request.messages.push_back(said(*response));
            request.messages.push_back(words(Role::User, "The next day"));
        }
        QVERIFY(dropped > 0);
    }

private:
    EngineFixture m_fixture;
    std::filesystem::path m_chat;
    std::filesystem::path m_plain;
};

QTEST_APPLESS_MAIN(EngineModelTest)
#include "engine_model_test.moc"
