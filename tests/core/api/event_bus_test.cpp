// SPDX-License-Identifier: Apache-2.0
#include "core/api/event_bus.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using core::Event;
using core::EventBus;
using core::Json;
using core::Subscription;

namespace {

/// Keeps what comes and lets a test wait for it.
class Collector {
public:
    void operator()(const Event& event)
    {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
        m_changed.notify_all();
    }

    std::vector<Event> waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(
            lock, std::chrono::seconds(20), [&] { return m_events.size() >= count; });
        return m_events;
    }

    std::function<void(const Event&)> callback()
    {
        return [this](const Event& event) { (*this)(event); };
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Event> m_events;
};

/// Holds the bus's thread inside a callback until it is let go.
class Gate {
public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_arrived = true;
        m_changed.notify_all();
        m_changed.wait_for(lock, std::chrono::seconds(20), [&] { return m_open; });
    }
    void waitUntilHeld()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::seconds(20), [&] { return m_arrived; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_arrived = false;
    bool m_open = false;
};

} // namespace

class EventBusTest : public QObject {
    Q_OBJECT

private slots:
    void allSeeOneOrderWithoutHoles()
    {
        constexpr int threads = 4;
        constexpr int each = 200;
        EventBus bus(m_clock);
        Collector first;
        Collector second;
        const Subscription a = bus.subscribe(0, first.callback());
        const Subscription b = bus.subscribe(0, second.callback());
        {
            std::vector<std::jthread> publishers;
            for (int t = 0; t < threads; ++t) {
                publishers.emplace_back([&bus] {
                    for (int i = 0; i < each; ++i) {
                        bus.publish("tick", Json{{"i", i}});
                    }
                });
            }
        }
        const auto seen = first.waitFor(threads * each);
        QCOMPARE(seen.size(), std::size_t(threads * each));
        for (std::size_t i = 0; i < seen.size(); ++i) {
            QCOMPARE(seen[i].sequence, i + 1);
        }
        const auto other = second.waitFor(threads * each);
        QCOMPARE(other.size(), seen.size());
        QCOMPARE(bus.lastSequence(), std::uint64_t(threads * each));
    }

    void lateSubscribersGetWhatIsKept()
    {
        EventBus bus(m_clock);
        bus.publish("a", {});
        bus.publish("b", {});
        bus.publish("c", {});
        Collector collector;
        const Subscription subscription = bus.subscribe(1, collector.callback());
        const auto seen = collector.waitFor(2);
        QCOMPARE(seen.size(), std::size_t(2));
        QCOMPARE(seen[0].type, std::string("b"));
        QCOMPARE(seen[1].sequence, std::uint64_t(3));
    }

    void aSlowSubscriberGetsOneGapAndHoldsNobodyUp()
    {
        constexpr std::uint64_t published = 5000;
        constexpr std::uint64_t kept = 4096;
        EventBus bus(m_clock);
        Gate gate;
        Collector collector;
        std::atomic<bool> held = false;
        const Subscription subscription = bus.subscribe(0, [&](const Event& event) {
            if (!held.exchange(true)) {
                gate.pass();
            }
            collector(event);
        });
        bus.publish("first", {});
        gate.waitUntilHeld();
        for (std::uint64_t i = 1; i < published; ++i) {
            bus.publish("tick", {}); // would hang here if publishing waited
        }
        gate.open();
        const auto seen = collector.waitFor(2 + kept);
        QCOMPARE(seen.size(), std::size_t(2 + kept));
        QCOMPARE(seen[1].type, std::string("events.gap"));
        QCOMPARE(seen[1].data.at("from").get<std::uint64_t>(), std::uint64_t(2));
        QCOMPARE(seen[1].data.at("to").get<std::uint64_t>(), published - kept);
        QCOMPARE(seen[2].sequence, published - kept + 1);
        QCOMPARE(seen.back().sequence, published);
    }

    void bytesAreBoundedToo()
    {
        constexpr std::size_t megabyte = 1024 * 1024;
        EventBus bus(m_clock);
        for (int i = 0; i < 100; ++i) {
            bus.publish("big", Json{{"text", std::string(megabyte, 'x')}});
        }
        Collector collector;
        const Subscription subscription = bus.subscribe(0, collector.callback());
        QCOMPARE(collector.waitFor(1).front().type, std::string("events.gap"));
    }

    void aNumberFromAnotherLifeIsAGap()
    {
        EventBus bus(m_clock);
        bus.publish("a", {});
        Collector collector;
        const Subscription subscription = bus.subscribe(900, collector.callback());
        QCOMPARE(collector.waitFor(1).front().type, std::string("events.gap"));
        bus.publish("b", {});
        QCOMPARE(collector.waitFor(2).at(1).sequence, std::uint64_t(2));
    }

    void afterResetNothingIsCalled()
    {
        EventBus bus(m_clock);
        Gate gate;
        std::atomic<bool> finished = false;
        Subscription subscription = bus.subscribe(0, [&](const Event&) {
            gate.pass();
            finished = true;
        });
        bus.publish("a", {});
        gate.waitUntilHeld();
        std::jthread opener([&] { gate.open(); });
        subscription.reset(); // waits for the callback that runs
        QVERIFY(finished);
        finished = false;
        Collector collector;
        const Subscription other = bus.subscribe(bus.lastSequence(), collector.callback());
        bus.publish("b", {});
        collector.waitFor(1);
        QVERIFY(!finished);
    }

    void aCallbackMayEndItsOwnSubscriptionAndThrow()
    {
        EventBus bus(m_clock);
        Collector collector;
        std::atomic<int> calls = 0;
        std::optional<Subscription> once;
        Gate ready;
        once = bus.subscribe(0, [&](const Event&) {
            ready.pass();
            ++calls;
            once->reset();
            throw std::runtime_error("a mistake");
        });
        bus.publish("a", {});
        ready.waitUntilHeld();
        ready.open();
        const Subscription other = bus.subscribe(0, collector.callback());
        bus.publish("b", {});
        QCOMPARE(collector.waitFor(2).size(), std::size_t(2));
        QCOMPARE(calls.load(), 1);
    }

    void aSubscriptionMayOutliveTheBus()
    {
        Subscription subscription;
        {
            EventBus bus(m_clock);
            subscription = bus.subscribe(0, [](const Event&) {});
            bus.publish("a", {});
        }
        subscription.reset();
    }

private:
    core::SystemClock m_clock;
};

QTEST_APPLESS_MAIN(EventBusTest)
#include "event_bus_test.moc"
