// SPDX-License-Identifier: Apache-2.0
#include "core/api/socket_server.h"

#include "core/api/server_connection.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace core {

namespace {

constexpr std::size_t connectionsMax = 64;
constexpr std::size_t callThreadsMax = 32;
constexpr int retryAcceptMs = 100; ///< after an accept that failed, for want of descriptors say

/// A number the kernel keeps: any thread raises it, the loop sleeps until it is raised.
class Wake {
public:
    explicit Wake(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~Wake() { ::close(m_descriptor); }
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    void raise() const { static_cast<void>(::eventfd_write(m_descriptor, 1)); }
    void clear() const
    {
        eventfd_t value = 0;
        static_cast<void>(::eventfd_read(m_descriptor, &value));
    }
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace

class SocketServer::Loop {
public:
    Loop(UnixSocket listener, std::filesystem::path path, int wake, const ServiceTable& table,
        EventBus& bus)
        : m_listener(std::move(listener))
        , m_path(std::move(path))
        , m_wake(wake)
        , m_pool(callThreadsMax)
        , m_services{table, bus, m_pool, [this] { m_wake.raise(); }}
        , m_thread([this](const std::stop_token& stop) { run(stop); })
    {
        ::pthread_setname_np(m_thread.native_handle(), "hf-api-io");
    }

    ~Loop()
    {
        m_thread.request_stop();
        m_wake.raise();
        m_thread.join();
        ::unlink(m_path.c_str()); // before the listener goes, so that no client finds it deaf
        for (const auto& connection : m_connections) {
            connection->end();
        }
    }

private:
    void run(const std::stop_token& stop);
    std::vector<pollfd> interests() const;
    void acceptAll();
    bool serve(ServerConnection& connection, short events);

    UnixSocket m_listener;
    std::filesystem::path m_path;
    Wake m_wake;
    std::vector<std::shared_ptr<ServerConnection>> m_connections;
    bool m_isAccepting = true;
    CallPool m_pool; ///< goes before the connections that its calls use
    ServerConnection::Services m_services;
    std::jthread m_thread; ///< last, since it uses all of the above
};

std::vector<pollfd> SocketServer::Loop::interests() const
{
    std::vector<pollfd> all;
    all.push_back({.fd = m_wake.descriptor(), .events = POLLIN, .revents = 0});
    all.push_back(
        {.fd = m_isAccepting ? m_listener.descriptor() : -1, .events = POLLIN, .revents = 0});
    for (const auto& connection : m_connections) {
        const int events = connection->hasOutput() ? POLLIN | POLLOUT : POLLIN;
        all.push_back(
            {.fd = connection->descriptor(), .events = static_cast<short>(events), .revents = 0});
    }
    return all;
}

void SocketServer::Loop::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::vector<pollfd> polled = interests();
        ::poll(polled.data(), polled.size(), m_isAccepting ? -1 : retryAcceptMs);
        m_wake.clear();
        std::vector<std::shared_ptr<ServerConnection>> alive;
        for (std::size_t i = 0; i < m_connections.size(); ++i) {
            if (serve(*m_connections[i], polled[i + 2].revents)) {
                alive.push_back(m_connections[i]);
            } else {
                m_connections[i]->end();
            }
        }
        m_connections = std::move(alive);
        acceptAll();
    }
}

bool SocketServer::Loop::serve(ServerConnection& connection, short events)
{
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && !connection.read()) {
        return false;
    }
    return !connection.hasOutput() || connection.write().has_value();
}

void SocketServer::Loop::acceptAll()
{
    m_isAccepting = m_connections.size() < connectionsMax;
    while (m_isAccepting) {
        pollfd waiting{.fd = m_listener.descriptor(), .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 0) <= 0) {
            return;
        }
        auto peer = m_listener.accept();
        if (!peer) {
            spdlog::warn("A connection was refused: {}", peer.error().message);
            m_isAccepting = false;
            return;
        }
        m_connections.push_back(std::make_shared<ServerConnection>(std::move(*peer), m_services));
        m_isAccepting = m_connections.size() < connectionsMax;
    }
}

Result<std::unique_ptr<SocketServer>> SocketServer::start(
    const std::filesystem::path& path, const ServiceTable& table, EventBus& bus)
{
    UnixSocket listener = TRY(UnixSocket::listenAt(path));
    const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        return fail(ErrorCode::Io, "No event descriptor could be made: too many files are open.");
    }
    std::unique_ptr<SocketServer> server(new SocketServer());
    server->m_loop = std::make_unique<Loop>(std::move(listener), path, wake, table, bus);
    return server;
}

SocketServer::~SocketServer() = default;

} // namespace core
