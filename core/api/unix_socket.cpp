// SPDX-License-Identifier: Apache-2.0
#include "core/api/unix_socket.h"

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace core {

namespace {

constexpr int backlog = 64;

std::string reasonOf(int code)
{
    return std::generic_category().message(code);
}

Result<sockaddr_un> addressOf(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& text = path.native();
    if (text.size() >= sizeof(address.sun_path)) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The socket's path '{}' has {} bytes. At most {} are allowed: choose a "
                        "shorter XDG_RUNTIME_DIR.",
                text, text.size(), sizeof(address.sun_path) - 1));
    }
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}

Result<UnixSocket> newSocket(int flags)
{
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (descriptor < 0) {
        return fail(ErrorCode::Io, fmt::format("No socket could be made: {}.", reasonOf(errno)));
    }
    return UnixSocket(descriptor);
}

Result<void> requireSameUser(const UnixSocket& socket)
{
    ucred peer{};
    socklen_t size = sizeof(peer);
    if (::getsockopt(socket.descriptor(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return fail(ErrorCode::Io, fmt::format("The peer is unknown: {}.", reasonOf(errno)));
    }
    if (peer.uid != ::geteuid()) {
        return fail(ErrorCode::Denied,
            fmt::format("The peer is user {}. Only user {} is allowed.", peer.uid, ::geteuid()));
    }
    return {};
}

} // namespace

UnixSocket& UnixSocket::operator=(UnixSocket&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

UnixSocket::~UnixSocket()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<UnixSocket> UnixSocket::connectTo(const std::filesystem::path& path)
{
    const sockaddr_un address = TRY(addressOf(path));
    UnixSocket socket = TRY(newSocket(0));
    if (::connect(socket.m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address))
        != 0)
    {
        return fail(ErrorCode::Unavailable,
            fmt::format("Nobody answers at '{}': {}.", path.native(), reasonOf(errno)));
    }
    TRY(requireSameUser(socket));
    return socket;
}

Result<UnixSocket> UnixSocket::listenAt(const std::filesystem::path& path)
{
    if (connectTo(path)) {
        return fail(ErrorCode::Locked,
            fmt::format("Another process answers at '{}' already.", path.native()));
    }
    const sockaddr_un address = TRY(addressOf(path));
    UnixSocket socket = TRY(newSocket(SOCK_NONBLOCK));
    ::unlink(path.c_str());
    const auto* raw = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(socket.m_descriptor, raw, sizeof(address)) != 0
        || ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0
        || ::listen(socket.m_descriptor, backlog) != 0)
    {
        return fail(ErrorCode::Io,
            fmt::format("Listening at '{}' failed: {}.", path.native(), reasonOf(errno)));
    }
    return socket;
}

Result<UnixSocket> UnixSocket::accept() const
{
    UnixSocket peer(::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (peer.m_descriptor < 0) {
        return fail(
            ErrorCode::Unavailable, fmt::format("Nobody was accepted: {}.", reasonOf(errno)));
    }
    TRY(requireSameUser(peer));
    return peer;
}

Result<void> UnixSocket::sendAll(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return fail(ErrorCode::Unavailable,
                fmt::format("The owner of the workspace is gone: {}.", reasonOf(errno)));
        }
        bytes.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
    }
    return {};
}

Result<std::size_t> UnixSocket::receive(char* buffer, std::size_t size) const
{
    ssize_t got = -1;
    do {
        got = ::recv(m_descriptor, buffer, size, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail(ErrorCode::Unavailable,
            fmt::format("The owner of the workspace is gone: {}.", reasonOf(errno)));
    }
    return static_cast<std::size_t>(got);
}

void UnixSocket::shutDown() const
{
    ::shutdown(m_descriptor, SHUT_RDWR);
}

} // namespace core
