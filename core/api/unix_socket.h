// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>
#include <utility>

namespace core {

/// One end of a Unix stream socket, closed when it goes. Both ends must belong to the same user:
/// whoever connects or is connected to is asked for its uid, and a stranger is Denied.
/// Thread rule: one owner; shutDown(), send() and receive() may run on different threads.
class UnixSocket {
public:
    UnixSocket() = default;
    explicit UnixSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    UnixSocket(UnixSocket&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    UnixSocket& operator=(UnixSocket&& other) noexcept;
    UnixSocket(const UnixSocket&) = delete;
    UnixSocket& operator=(const UnixSocket&) = delete;
    ~UnixSocket();

    /// Unavailable when nobody answers there.
    static Result<UnixSocket> connectTo(const std::filesystem::path& path);

    /// Listens at the path, mode 0600, without blocking in accept(). A socket that a dead process
    /// left there is replaced; Locked when a living one answers.
    static Result<UnixSocket> listenAt(const std::filesystem::path& path);

    /// The next connection, without blocking reads and writes. Unavailable when nobody waits.
    [[nodiscard]] Result<UnixSocket> accept() const;

    /// Sends all bytes; blocks. Unavailable when the other side is gone.
    [[nodiscard]] Result<void> sendAll(std::string_view bytes) const;

    /// At least one byte into the buffer; blocks. 0 when the other side has closed.
    [[nodiscard]] Result<std::size_t> receive(char* buffer, std::size_t size) const;

    /// Makes every blocked send and receive return.
    void shutDown() const;

    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor = -1;
};

} // namespace core
