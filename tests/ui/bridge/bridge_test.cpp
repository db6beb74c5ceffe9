// SPDX-License-Identifier: Apache-2.0
#include "fake_client.h"
#include "ui/bridge/bridge.h"
#include "ui/bridge/json_convert.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using core::Json;
using ui::Bridge;
using ui::Reply;

namespace {

core::Result<Json> echo(const Json& parameters)
{
    return parameters;
}

} // namespace

class BridgeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersComeInTheGuiThreadAndNeverAtOnce()
    {
        const auto client = std::make_shared<FakeClient>();
        client->answer("echo", echo);
        Bridge bridge(client);
        QThread* thread = nullptr;
        qint64 value = 0;
        bridge.call(QStringLiteral("echo"), {{QStringLiteral("n"), qint64{1} << 52}}, this,
            [&](const Reply& reply) {
                thread = QThread::currentThread();
                value = reply->value(QLatin1String("n")).toInteger();
            });
        QVERIFY(thread == nullptr);
        QTRY_VERIFY(thread != nullptr);
        QCOMPARE(thread, QThread::currentThread());
        QCOMPARE(value, qint64{1} << 52);
        QCOMPARE(bridge.pendingCount(), 0);
    }

    void errorsAreHandedOn()
    {
        Bridge bridge(std::make_shared<FakeClient>());
        std::optional<core::Error> error;
        bridge.call(QStringLiteral("nothing"), {}, this,
            [&](const Reply& reply) { error = reply.error(); });
        QTRY_VERIFY(error.has_value());
        QCOMPARE(error->code, core::ErrorCode::NotFound);
    }

    void aNewerRequestTakesTheOldersPlace()
    {
        const auto client = std::make_shared<FakeClient>();
        client->answer("echo", echo);
        client->hold("echo");
        Bridge bridge(client);
        ui::RequestSlot slot;
        QList<int> answers;
        const auto take = [&](const Reply& reply) {
            answers << (reply ? reply->value(QLatin1String("n")).toInt() : -1);
        };
        bridge.call(slot, QStringLiteral("echo"), {{QStringLiteral("n"), 1}}, this, take);
        QVERIFY(client->waitForCalls("echo", 1));
        bridge.call(slot, QStringLiteral("echo"), {{QStringLiteral("n"), 2}}, this, take);
        QVERIFY(slot.isBusy());
        client->release("echo");
        QTRY_COMPARE(answers, QList<int>{2});
        QVERIFY(!slot.isBusy());
    }

    void aReceiverThatIsGoneIsNotCalled()
    {
        const auto client = std::make_shared<FakeClient>();
        client->answer("echo", echo);
        client->hold("echo");
        Bridge bridge(client);
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        bridge.call(
            QStringLiteral("echo"), {}, receiver.get(), [&](const Reply&) { called = true; });
        QVERIFY(client->waitForCalls("echo", 1));
        receiver.reset();
        client->release("echo");
        QTRY_COMPARE(bridge.pendingCount(), 0);
        QVERIFY(!called);
    }

    void aBridgeEndsWhileCallsBlock()
    {
        const auto client = std::make_shared<FakeClient>();
        client->answer("echo", echo);
        client->hold("echo");
        auto bridge = std::make_unique<Bridge>(client);
        bridge->call(QStringLiteral("echo"), {}, this, [](const Reply&) {});
        QVERIFY(client->waitForCalls("echo", 1));
        bridge.reset();
    }

    void aSlotMayOutliveItsBridge()
    {
        ui::RequestSlot slot;
        {
            const auto client = std::make_shared<FakeClient>();
            client->answer("echo", echo);
            Bridge bridge(client);
            bridge.call(slot, QStringLiteral("echo"), {}, this, [](const Reply&) {});
        }
        QVERIFY(!slot.isBusy());
        slot.cancel();
    }

    void deltasAndProgressAreCoalesced()
    {
        const auto client = std::make_shared<FakeClient>();
        Bridge bridge(client);
        QVERIFY(client->waitForSubscriber());
        QSignalSpy deltas(&bridge, &Bridge::turnDelta);
        QSignalSpy progress(&bridge, &Bridge::turnProgress);
        constexpr int pieces = 500;
        for (int i = 0; i < pieces; ++i) {
            client->publish("turn.delta",
                {{"session", "s"}, {"turn", "t"}, {"text", "\xC3\xA4"}, {"offset", 2 * i}});
        }
        client->publish("turn.progress", {{"session", "s"}, {"turn", "t"}, {"done", 1}});
        client->publish("turn.progress", {{"session", "s"}, {"turn", "t"}, {"done", 2}});
        QTRY_COMPARE(progress.count(), 1);
        QCOMPARE(deltas.count(), 1);
        QCOMPARE(deltas.first()[2].toString(), QString(pieces, QChar(0xE4)));
        QCOMPARE(progress.first()[1].toJsonObject().value(QLatin1String("done")).toInt(), 2);
    }

    void aGapAsksToReadAgain()
    {
        const auto client = std::make_shared<FakeClient>();
        Bridge bridge(client);
        QVERIFY(client->waitForSubscriber());
        QSignalSpy resync(&bridge, &Bridge::resyncNeeded);
        client->publish("events.gap", {{"from", 1}, {"to", 9}});
        QTRY_COMPARE(resync.count(), 1);
    }

    void tooManyEventsBecomeAGap()
    {
        const auto client = std::make_shared<FakeClient>();
        Bridge bridge(client);
        QVERIFY(client->waitForSubscriber());
        QSignalSpy resync(&bridge, &Bridge::resyncNeeded);
        for (int i = 0; i < 5000; ++i) {
            client->publish("turn.changed",
                {{"session", "s"}, {"turn", {{"id", std::to_string(i)}, {"status", "queued"}}}});
        }
        QTRY_COMPARE(resync.count(), 1);
    }

    void onlyALostWorkspaceIsALostConnection()
    {
        const auto client = std::make_shared<FakeClient>();
        const auto unavailable = [](const Json&) -> core::Result<Json> {
            return core::fail(core::ErrorCode::Unavailable, "Nobody is there.");
        };
        client->answer("models.load", unavailable);
        client->answer("workspace.status", echo);
        Bridge bridge(client);
        QSignalSpy lost(&bridge, &Bridge::connectionLost);
        bool answered = false;
        const auto done = [&](const Reply&) { answered = true; };
        bridge.call(QStringLiteral("models.load"), {}, this, done);
        QTRY_VERIFY(answered && bridge.pendingCount() == 0);
        QVERIFY(bridge.isConnected());
        client->answer("workspace.status", unavailable);
        bridge.call(QStringLiteral("models.load"), {}, this, done);
        QTRY_COMPARE(lost.count(), 1);
        QVERIFY(!bridge.isConnected());
    }

    void jsonSurvivesBothWays()
    {
        const Json value{{"text", "\xC3\xA4\x02"}, {"whole", 9007199254740991LL}, {"part", 0.25},
            {"yes", true}, {"none", nullptr}, {"list", {1, "two"}}};
        QCOMPARE(ui::fromQt(ui::toQt(value)).dump(), value.dump());
    }
};

QTEST_MAIN(BridgeTest)
#include "bridge_test.moc"
