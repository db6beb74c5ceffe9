// SPDX-License-Identifier: Apache-2.0
#include "core/api/socket_client.h"

#include "core/api/error_json.h"
#include "core/api/event_stream.h"

#include <fmt/format.h>

#include <pthread.h>

#include <array>
#include <chrono>

namespace core {

namespace {

constexpr std::size_t readBytesAtOnce = std::size_t{64} * 1024;

/// How long a stopped call waits for the owner to confirm it.
constexpr std::chrono::seconds confirmationMax{2};

tl::unexpected<Error> ownerIsGone()
{
    return fail(ErrorCode::Unavailable,
        "The process that owns the workspace has ended. Nothing that was acknowledged is lost; "
        "run the command again.");
}

} // namespace

SocketClient::SocketClient(UnixSocket socket, std::filesystem::path path)
    : m_socket(std::move(socket))
    , m_path(std::move(path))
    , m_reader([this] { readAnswers(); })
{
    ::pthread_setname_np(m_reader.native_handle(), "hf-client");
}

SocketClient::~SocketClient()
{
    m_socket.shutDown();
    m_reader.join();
}

Result<std::unique_ptr<SocketClient>> SocketClient::connect(const std::filesystem::path& path)
{
    UnixSocket socket = TRY(UnixSocket::connectTo(path));
    return std::unique_ptr<SocketClient>(new SocketClient(std::move(socket), path));
}

Result<Json> SocketClient::call(
    std::string_view method, const Json& parameters, std::stop_token stop)
{
    std::int64_t id = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isLost) {
            return ownerIsGone();
        }
        id = ++m_lastId;
        m_waiting.emplace(id, std::nullopt);
    }
    const auto sent = send({{"id", id}, {"method", method}, {"params", parameters}});
    Result<Json> answer = sent ? waitFor(id, stop) : Result<Json>(fail(sent.error()));
    const std::lock_guard lock(m_mutex);
    m_waiting.erase(id);
    return answer;
}

Result<void> SocketClient::send(const Json& frame)
{
    std::string text = writeJson(frame);
    if (text.size() > frameBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format(
                "The request has {} bytes. At most {} are allowed.", text.size(), frameBytesMax));
    }
    text += '\n';
    const std::lock_guard lock(m_sendMutex);
    return m_socket.sendAll(text);
}

Result<Json> SocketClient::waitFor(std::int64_t id, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    const auto isOver = [&] { return m_isLost || m_waiting[id].has_value(); };
    if (!m_changed.wait(lock, stop, isOver)) {
        const std::int64_t cancelId = ++m_lastId;
        lock.unlock();
        static_cast<void>(send({{"id", cancelId}, {"cancel", id}}));
        lock.lock();
        m_changed.wait_for(lock, confirmationMax, isOver);
        if (!m_waiting[id]) {
            return fail(ErrorCode::Cancelled, "The call was stopped.");
        }
    }
    if (!m_waiting[id]) {
        return ownerIsGone();
    }
    return std::move(*m_waiting[id]);
}

void SocketClient::readAnswers()
{
    FrameReader reader;
    std::array<char, readBytesAtOnce> buffer{};
    for (;;) {
        const auto got = m_socket.receive(buffer.data(), buffer.size());
        if (!got || *got == 0) {
            break;
        }
        reader.feed({buffer.data(), *got});
        auto line = reader.next();
        while (line && *line) {
            takeAnswer(**line);
            line = reader.next();
        }
        if (!line) {
            break;
        }
    }
    const std::lock_guard lock(m_mutex);
    m_isLost = true;
    m_changed.notify_all();
}

/// What is no answer to a call that waits is dropped.
void SocketClient::takeAnswer(const std::string& line)
{
    auto frame = parseJson(line, {.bytes = frameBytesMax});
    if (!frame || !frame->is_object()) {
        return;
    }
    const auto id = frame->find("id");
    const std::lock_guard lock(m_mutex);
    const auto waiting = id != frame->end() && id->is_number_integer()
        ? m_waiting.find(id->get<std::int64_t>())
        : m_waiting.end();
    if (waiting == m_waiting.end()) {
        return;
    }
    if (frame->contains("result")) {
        waiting->second.emplace(std::move((*frame)["result"]));
    } else {
        waiting->second.emplace(fail(errorFromJson(frame->value("error", Json()))));
    }
    m_changed.notify_all();
}

Result<Subscription> SocketClient::subscribe(std::function<void(const Event&)> callback)
{
    return EventStream::begin(m_path, std::move(callback));
}

} // namespace core
