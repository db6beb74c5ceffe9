// SPDX-License-Identifier: Apache-2.0
#include "core/api/server_connection.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>

#include <sys/socket.h>

namespace core {

namespace {

constexpr std::size_t runningMax = 64; ///< calls of one connection at a time
constexpr std::size_t readBytesAtOnce = std::size_t{64} * 1024;
constexpr int readsAtOnceMax = 16; ///< then the other connections have their turn
constexpr std::int64_t requestIdMax = std::int64_t{1} << 53U;
constexpr std::int64_t sequenceMax = std::int64_t{1} << 53U;

} // namespace

ServerConnection::ServerConnection(UnixSocket socket, const Services& services)
    : m_socket(std::move(socket))
    , m_services(services)
{
}

ServerConnection::~ServerConnection()
{
    m_events.reset();
}

Result<void> ServerConnection::read()
{
    std::array<char, readBytesAtOnce> buffer{};
    for (int i = 0; i < readsAtOnceMax; ++i) {
        const ssize_t got = ::recv(m_socket.descriptor(), buffer.data(), buffer.size(), 0);
        if (got < 0) {
            const bool isQuiet = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
            return isQuiet ? Result<void>{} : fail(ErrorCode::Unavailable, "The peer is gone.");
        }
        if (got == 0) {
            return fail(ErrorCode::Unavailable, "The peer has closed.");
        }
        m_reader.feed({buffer.data(), static_cast<std::size_t>(got)});
        for (;;) {
            auto frame = m_reader.next();
            if (!frame) {
                m_outbox.addAnswer(nullptr, fail(frame.error()));
                static_cast<void>(m_outbox.flush(m_socket)); // it is over either way
                return fail(frame.error());
            }
            if (!*frame) {
                break;
            }
            handle(**frame);
        }
    }
    return {};
}

void ServerConnection::handle(const std::string& frame)
{
    const auto request = parseJson(frame, {.bytes = frameBytesMax});
    if (!request) {
        m_outbox.addAnswer(nullptr, request);
        return;
    }
    const auto id = requiredInteger(*request, "id", 0, requestIdMax);
    if (!id) {
        m_outbox.addAnswer(nullptr, fail(id.error()));
        return;
    }
    const auto begun = dispatch(*request, *id);
    if (!begun) {
        m_outbox.addAnswer(*id, fail(begun.error()));
    }
}

Result<void> ServerConnection::dispatch(const Json& request, std::int64_t id)
{
    TRY(requireMembersAmong(request, {"id", "method", "params", "cancel"}));
    if (request.contains("cancel")) {
        m_outbox.addAnswer(id, TRY(cancel(request)));
        return {};
    }
    std::string method = TRY(requiredString(request, "method"));
    Json parameters = request.value("params", Json::object());
    if (method == "events.subscribe") {
        return subscribe(parameters, id);
    }
    return begin(std::move(method), std::move(parameters), id);
}

Result<Json> ServerConnection::cancel(const Json& request)
{
    const std::int64_t target = TRY(requiredInteger(request, "cancel", 0, requestIdMax));
    std::stop_source source(std::nostopstate);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_running.find(target);
        if (found != m_running.end()) {
            source = found->second;
        }
    }
    // Without the lock, because stop callbacks of the method run here.
    return Json{{"cancelled", source.request_stop()}};
}

Result<void> ServerConnection::subscribe(const Json& parameters, std::int64_t id)
{
    TRY(requireMembersAmong(parameters, {"after"}));
    const auto wanted = TRY(optionalInteger(parameters, "after", 0, sequenceMax));
    const std::uint64_t after =
        wanted ? static_cast<std::uint64_t>(*wanted) : m_services.bus.lastSequence();
    m_events.reset();
    m_outbox.addAnswer(id, Json{{"sequence", after}});
    m_events = m_services.bus.subscribe(after, [this](const Event& event) {
        m_outbox.addEvent(event);
        m_services.wake();
    });
    return {};
}

Result<void> ServerConnection::begin(std::string method, Json parameters, std::int64_t id)
{
    std::stop_source source;
    {
        const std::lock_guard lock(m_mutex);
        if (m_running.size() >= runningMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format("{} calls of this connection run. At most {} are allowed at a time; "
                            "wait for an answer.",
                    m_running.size(), runningMax));
        }
        if (!m_running.emplace(id, source).second) {
            return fail(ErrorCode::InvalidInput,
                fmt::format("A request with the id {} runs. Every request needs its own.", id));
        }
    }
    m_services.pool.run([self = shared_from_this(), method = std::move(method),
                            parameters = std::move(parameters), id, stop = source.get_token()] {
        self->finish(id, self->m_services.table.call(method, parameters, {stop}));
    });
    return {};
}

void ServerConnection::finish(std::int64_t id, const Result<Json>& answer)
{
    {
        const std::lock_guard lock(m_mutex);
        m_running.erase(id);
    }
    m_outbox.addAnswer(id, answer);
    m_services.wake();
}

void ServerConnection::end()
{
    m_events.reset();
    std::map<std::int64_t, std::stop_source> running;
    {
        const std::lock_guard lock(m_mutex);
        running = m_running;
    }
    for (auto& [id, source] : running) {
        source.request_stop();
    }
    m_socket.shutDown();
}

} // namespace core
