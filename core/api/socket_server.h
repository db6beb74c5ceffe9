// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/service_table.h"
#include "core/base/result.h"

#include <filesystem>
#include <memory>

namespace core {

/// The owner's face to other processes of the same user: the table of services at a Unix socket,
/// as core/api/README.md describes it. The table and the bus must outlive it.
/// One thread, "hf-api-io", reads and writes all connections; calls run on a CallPool.
/// Thread rule: one owner.
class SocketServer {
public:
    /// Listens at the path (socketPathFor). Locked when a living process listens there.
    static Result<std::unique_ptr<SocketServer>> start(
        const std::filesystem::path& path, const ServiceTable& table, EventBus& bus);

    /// Stops the calls that run, waits for them, closes the connections, removes the socket.
    ~SocketServer();
    SocketServer(const SocketServer&) = delete;
    SocketServer& operator=(const SocketServer&) = delete;

private:
    class Loop;
    SocketServer() = default;
    std::unique_ptr<Loop> m_loop;
};

} // namespace core
