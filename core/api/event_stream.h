// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/frame_reader.h"
#include "core/api/unix_socket.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

namespace core {

/// A connection of its own for the events of another process, with a thread "hf-events" that calls
/// back. Its own, so that a slow callback holds up no answer: the owner then sends a gap.
/// Thread rule: begin() and the end of its Subscription from any thread, the callback included.
class EventStream {
public:
    /// Subscribes at the owner's socket. The callback is not called before this has returned
    /// from the owner.
    static Result<Subscription> begin(
        const std::filesystem::path& path, std::function<void(const Event&)> callback);

private:
    EventStream(UnixSocket socket, std::function<void(const Event&)> callback);
    Result<void> askForEvents();
    Result<Json> receiveFrame();
    void run();
    void end();

    UnixSocket m_socket;
    std::function<void(const Event&)> m_callback;
    FrameReader m_reader;
    std::atomic<bool> m_hasEnded = false;
    std::thread m_thread;
};

} // namespace core
