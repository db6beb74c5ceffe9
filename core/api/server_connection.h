// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/call_pool.h"
#include "core/api/event_bus.h"
#include "core/api/frame_reader.h"
#include "core/api/server_outbox.h"
#include "core/api/service_table.h"
#include "core/api/unix_socket.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

namespace core {

/// The owner's side of one connection: frames in, calls on the pool, answers and events out.
/// Thread rule: all functions on the server's thread; answers and events come from others and
/// wake it.
class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
public:
    struct Services {
        const ServiceTable& table;
        EventBus& bus;
        CallPool& pool;
        std::function<void()> wake; ///< makes the server's thread look for what is to be sent
    };

    ServerConnection(UnixSocket socket, const Services& services);
    ~ServerConnection();
    ServerConnection(const ServerConnection&) = delete;
    ServerConnection& operator=(const ServerConnection&) = delete;

    /// Reads what is there and begins the calls. An error means that the connection is over.
    Result<void> read();

    /// Sends what the peer takes. An error means that the connection is over.
    Result<void> write() { return m_outbox.flush(m_socket); }

    /// Stops its calls and its events. Their answers go nowhere.
    void end();

    [[nodiscard]] bool hasOutput() const { return !m_outbox.isEmpty(); }
    [[nodiscard]] int descriptor() const { return m_socket.descriptor(); }

private:
    void handle(const std::string& frame);
    Result<void> dispatch(const Json& request, std::int64_t id);
    Result<Json> cancel(const Json& request);
    Result<void> subscribe(const Json& parameters, std::int64_t id);
    Result<void> begin(std::string method, Json parameters, std::int64_t id);
    void finish(std::int64_t id, const Result<Json>& answer);

    UnixSocket m_socket;
    Services m_services;
    FrameReader m_reader;
    ServerOutbox m_outbox;
    Subscription m_events;
    std::mutex m_mutex;
    std::map<std::int64_t, std::stop_source> m_running; ///< by request id, guarded by m_mutex
};

} // namespace core
