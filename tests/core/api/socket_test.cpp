// SPDX-License-Identifier: Apache-2.0
#include "core/api/frame_reader.h"
#include "core/api/socket_client.h"
#include "core/api/socket_path.h"
#include "core/api/socket_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <condition_variable>
#include <mutex>
#include <thread>

using core::CallContext;
using core::ErrorCode;
using core::Event;
using core::Json;
using core::Result;
using core::SocketClient;
using core::SocketServer;

namespace {

constexpr std::chrono::seconds patience{20};

/// Counts things that happen on other threads.
class Count {
public:
    void add()
    {
        const std::lock_guard lock(m_mutex);
        ++m_value;
        m_changed.notify_all();
    }
    bool waitFor(int value)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [&] { return m_value >= value; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_value = 0;
};

/// A peer that keeps to no rules.
class RawPeer {
public:
    explicit RawPeer(const std::filesystem::path& path)
        : m_socket(*core::UnixSocket::connectTo(path))
    {
    }
    void send(std::string_view bytes) { static_cast<void>(m_socket.sendAll(bytes)); }
    /// The next frame, or null when the server has closed.
    Json receive()
    {
        std::array<char, 65536> buffer{};
        for (;;) {
            auto line = m_reader.next();
            if (line && *line) {
                return *core::parseJson(**line);
            }
            const auto got = m_socket.receive(buffer.data(), buffer.size());
            if (!line || !got || *got == 0) {
                return nullptr;
            }
            m_reader.feed({buffer.data(), *got});
        }
    }

private:
    core::UnixSocket m_socket;
    core::FrameReader m_reader;
};

std::string codeOf(const Json& frame)
{
    return frame.is_object() && frame.contains("error") ? frame["error"].value("code", "") : "none";
}

} // namespace

class SocketTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_table.add(
            "echo.say", [](const Json& p, const CallContext&) -> Result<Json> { return p; });
        m_table.add("echo.fail", [](const Json&, const CallContext&) -> Result<Json> {
            return core::fail(core::Error{.code = ErrorCode::Corrupt,
                .message = "It is broken.",
                .detail = "E_TEST",
                .field = "a.b",
                .byteOffset = 12});
        });
        m_table.add("echo.big", [](const Json&, const CallContext&) -> Result<Json> {
            return Json{{"text", std::string(core::frameBytesMax + 1, 'x')}};
        });
        m_table.add("echo.wait", [this](const Json&, const CallContext& context) -> Result<Json> {
            std::mutex mutex;
            std::condition_variable_any changed;
            std::unique_lock lock(mutex);
            m_begun.add();
            changed.wait_for(lock, context.stop, patience, [] { return false; });
            m_stopped.add();
            return core::fail(ErrorCode::Cancelled, "Stopped.");
        });
    }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_path = std::filesystem::path(m_directory->path().toStdString()) / "test.sock";
        auto server = SocketServer::start(m_path, m_table, m_bus);
        QVERIFY2(server.has_value(), server ? "" : server.error().message.c_str());
        m_server = std::move(*server);
    }
    void cleanup() { m_server.reset(); }

    void aCallGoesThereAndBack()
    {
        const auto client = SocketClient::connect(m_path);
        QVERIFY(client.has_value());
        const Json sent{{"text", "Größe \n \"x\""}, {"list", {1, 2.5, nullptr, true}}};
        const auto answer = (*client)->call("echo.say", sent);
        QVERIFY(answer.has_value());
        QVERIFY(*answer == sent);
    }

    void anErrorKeepsAllItsParts()
    {
        const auto client = SocketClient::connect(m_path);
        const auto answer = (*client)->call("echo.fail", Json::object());
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().code, ErrorCode::Corrupt);
        QCOMPARE(answer.error().detail, std::string("E_TEST"));
        QCOMPARE(answer.error().field, std::string("a.b"));
        QVERIFY(answer.error().byteOffset == std::uint64_t(12));
    }

    void aBlockedCallHoldsUpNobody()
    {
        const auto client = SocketClient::connect(m_path);
        std::stop_source stop;
        std::vector<std::jthread> waiting;
        constexpr int blocked = 8;
        const int before = m_expectedBegun;
        for (int i = 0; i < blocked; ++i) {
            waiting.emplace_back([&] {
                const auto answer = (*client)->call("echo.wait", Json::object(), stop.get_token());
                QCOMPARE(answer.error().code, ErrorCode::Cancelled);
            });
        }
        m_expectedBegun += blocked;
        QVERIFY(m_begun.waitFor(before + blocked));
        QVERIFY((*client)->call("echo.say", {{"a", 1}}).has_value());
        stop.request_stop();
        waiting.clear();
        QVERIFY(m_stopped.waitFor(m_expectedBegun));
    }

    void aDisconnectStopsTheCalls()
    {
        {
            RawPeer peer(m_path);
            peer.send("{\"id\":1,\"method\":\"echo.wait\"}\n");
            QVERIFY(m_begun.waitFor(++m_expectedBegun));
        }
        QVERIFY(m_stopped.waitFor(m_expectedBegun));
    }

    void endingTheServerStopsTheCallsAndTellsTheClients()
    {
        auto client = SocketClient::connect(m_path);
        Result<Json> answer = Json();
        std::jthread caller([&] { answer = (*client)->call("echo.wait", Json::object()); });
        QVERIFY(m_begun.waitFor(++m_expectedBegun));
        m_server.reset();
        caller.join();
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QCOMPARE((*client)->call("echo.say", {}).error().code, ErrorCode::Unavailable);
        QCOMPARE(SocketClient::connect(m_path).error().code, ErrorCode::Unavailable);
        QVERIFY(!std::filesystem::exists(m_path));
    }

    void hostileFrames_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const QByteArray& frame, const char* code) {
            QTest::newRow(name) << frame << QString(code);
        };
        row("garbage", "\x01\xff\xfe garbage", "invalid_input");
        row("empty", "", "invalid_input");
        row("half", "{\"id\":1,", "invalid_input");
        row("list", "[1,2,3]", "invalid_input");
        row("deep", QByteArray(100000, '['), "invalid_input");
        row("no id", "{\"method\":\"echo.say\"}", "invalid_input");
        row("negative id", "{\"id\":-1,\"method\":\"echo.say\"}", "invalid_input");
        row("text id", "{\"id\":\"1\",\"method\":\"echo.say\"}", "invalid_input");
        row("no method", "{\"id\":1}", "invalid_input");
        row("number method", "{\"id\":1,\"method\":7}", "invalid_input");
        row("unknown member", "{\"id\":1,\"method\":\"echo.say\",\"x\":1}", "invalid_input");
        row("unknown method", "{\"id\":1,\"method\":\"echo.sing\"}", "not_found");
        row("list parameters", "{\"id\":1,\"method\":\"echo.say\",\"params\":[]}", "invalid_input");
        row("twice", "{\"id\":1,\"id\":1,\"method\":\"echo.say\"}", "invalid_input");
        row("bad utf-8", "{\"id\":1,\"method\":\"\xc3\"}", "invalid_input");
        row("bad cancel", "{\"id\":1,\"cancel\":\"x\"}", "invalid_input");
        row("answer too large", "{\"id\":1,\"method\":\"echo.big\"}", "limit_reached");
    }
    void hostileFrames()
    {
        QFETCH(QByteArray, frame);
        QFETCH(QString, code);
        RawPeer peer(m_path);
        peer.send(frame.toStdString() + "\n");
        QCOMPARE(QString::fromStdString(codeOf(peer.receive())), code);
        peer.send("{\"id\":2,\"method\":\"echo.say\",\"params\":{\"a\":1}}\n");
        QCOMPARE(peer.receive().value("id", 0), 2); // the connection lives on
    }

    void aFrameWithoutEndClosesTheConnectionOnly()
    {
        RawPeer peer(m_path);
        std::jthread sender([&] {
            const std::string block(1024 * 1024, 'x');
            for (int i = 0; i < 20; ++i) {
                peer.send(block);
            }
        });
        QCOMPARE(codeOf(peer.receive()), std::string("limit_reached"));
        sender.join();
        const auto client = SocketClient::connect(m_path);
        QVERIFY((*client)->call("echo.say", {{"a", 1}}).has_value());
    }

    void frameCutInPieces()
    {
        RawPeer peer(m_path);
        const std::string frame = "{\"id\":5,\"method\":\"echo.say\",\"params\":{\"a\":1}}\n";
        for (const char c : frame) {
            peer.send({&c, 1});
        }
        QCOMPARE(peer.receive()["result"].value("a", 0), 1);
    }

    void tooManyCallsAtOnceAreRefused()
    {
        RawPeer peer(m_path);
        std::string frames;
        constexpr int allowed = 64;
        for (int i = 1; i <= allowed + 1; ++i) {
            frames += "{\"id\":" + std::to_string(i) + ",\"method\":\"echo.wait\"}\n";
        }
        peer.send(frames);
        const Json refused = peer.receive();
        QCOMPARE(codeOf(refused), std::string("limit_reached"));
        QCOMPARE(refused.value("id", 0), allowed + 1);
        m_server.reset(); // stops those that run and drops those that wait
    }

    void eventsReachEverySubscriber()
    {
        const auto client = SocketClient::connect(m_path);
        Count first;
        Count second;
        auto a = (*client)->subscribe([&](const Event& event) {
            if (event.type == "tick" && event.data.value("i", 0) == 7) {
                // A callback may call: events have a connection of their own.
                QVERIFY((*client)->call("echo.say", {{"a", 1}}).has_value());
                first.add();
            }
        });
        auto b = (*client)->subscribe([&](const Event&) { second.add(); });
        QVERIFY(a.has_value() && b.has_value());
        m_bus.publish("tick", {{"i", 7}});
        QVERIFY(first.waitFor(1));
        QVERIFY(second.waitFor(1));
        b->reset();
        m_bus.publish("tick", {{"i", 7}});
        QVERIFY(first.waitFor(2));
    }

    void aSubscriberThatDoesNotReadGetsAGap()
    {
        RawPeer peer(m_path);
        peer.send("{\"id\":1,\"method\":\"events.subscribe\"}\n");
        const std::uint64_t from = peer.receive()["result"].value("sequence", std::uint64_t(0));
        constexpr int published = 32;
        Count delivered;
        const core::Subscription local =
            m_bus.subscribe(m_bus.lastSequence(), [&](const Event&) { delivered.add(); });
        for (int i = 0; i < published; ++i) {
            m_bus.publish("big", {{"text", std::string(1024 * 1024, 'x')}});
        }
        QVERIFY(delivered.waitFor(published));
        // What is lost is lost in one piece, and nothing is sent twice.
        std::uint64_t next = from + 1;
        bool hasGap = false;
        while (next <= from + published) {
            const Json event = peer.receive()["event"];
            QVERIFY(event.is_object());
            if (event["type"] == "events.gap") {
                hasGap = true;
                QCOMPARE(event["data"].value("from", std::uint64_t(0)), next);
            } else {
                QCOMPARE(event.value("sequence", std::uint64_t(0)), next);
            }
            next = event.value("sequence", std::uint64_t(0)) + 1;
        }
        QVERIFY(hasGap);
    }

    void aLivingSocketIsNotTakenAndADeadOneIs()
    {
        const auto second = SocketServer::start(m_path, m_table, m_bus);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code, ErrorCode::Locked);
        const std::filesystem::path dead = m_path.parent_path() / "dead.sock";
        {
            const auto listener = core::UnixSocket::listenAt(dead);
            QVERIFY(listener.has_value());
        }
        QVERIFY(std::filesystem::exists(dead)); // as a killed process leaves it
        QVERIFY(SocketServer::start(dead, m_table, m_bus).has_value());
    }

    void theSocketIsPrivate()
    {
        struct stat facts { };
        QCOMPARE(::stat(m_path.c_str(), &facts), 0);
        QCOMPARE(int(facts.st_mode & 0777U), 0600);
    }

    void theDirectoryMustBePrivate()
    {
        const std::filesystem::path runtime = m_path.parent_path() / "runtime";
        std::filesystem::create_directories(runtime);
        qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(runtime.native()));
        const auto path = core::socketPathFor(runtime / "x.holdfast");
        QVERIFY(path.has_value());
        QCOMPARE(path->parent_path(), runtime / "holdfast");
        QCOMPARE(path->filename().native().size(), std::string("0123456789abcdef.sock").size());
        ::chmod((runtime / "holdfast").c_str(), 0755);
        QCOMPARE(core::socketPathFor(runtime / "x.holdfast").error().code, ErrorCode::Denied);
    }

private:
    core::SystemClock m_clock;
    core::EventBus m_bus{m_clock};
    core::ServiceTable m_table;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::filesystem::path m_path;
    std::unique_ptr<SocketServer> m_server;
    Count m_begun;
    Count m_stopped;
    int m_expectedBegun = 0;
};

QTEST_APPLESS_MAIN(SocketTest)
#include "socket_test.moc"
