// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/client.h"
#include "core/api/frame_reader.h"
#include "core/api/unix_socket.h"

#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace core {

/// Calls the table of the process that owns a workspace, through its socket. When the owner goes,
/// calls that wait end with Unavailable, and so do all later ones.
/// One thread, "hf-client", reads the answers. Thread rule: that of Client.
class SocketClient final : public Client {
public:
    /// Unavailable when nobody listens there.
    static Result<std::unique_ptr<SocketClient>> connect(const std::filesystem::path& path);
    ~SocketClient() override;
    SocketClient(const SocketClient&) = delete;
    SocketClient& operator=(const SocketClient&) = delete;

    Result<Json> call(
        std::string_view method, const Json& parameters, std::stop_token stop = {}) override;
    Result<Subscription> subscribe(std::function<void(const Event&)> callback) override;

private:
    SocketClient(UnixSocket socket, std::filesystem::path path);
    Result<void> send(const Json& frame);
    Result<Json> waitFor(std::int64_t id, const std::stop_token& stop);
    void readAnswers();
    void takeAnswer(const std::string& line);

    UnixSocket m_socket;
    std::filesystem::path m_path;
    std::mutex m_sendMutex; ///< one frame at a time
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::int64_t m_lastId = 0; ///< guarded by m_mutex, as all that follows
    std::map<std::int64_t, std::optional<Result<Json>>> m_waiting; ///< by request id
    bool m_isLost = false;
    std::thread m_reader;
};

} // namespace core
