// SPDX-License-Identifier: Apache-2.0
#include "core/api/server_outbox.h"

#include "core/api/error_json.h"
#include "core/api/frame_reader.h"

#include <fmt/format.h>

#include <sys/socket.h>

#include <cerrno>

namespace core {

namespace {

/// Above this events are dropped, above that the connection is.
constexpr std::size_t eventBytesMax = std::size_t{4} * 1024 * 1024;
constexpr std::size_t waitingBytesMax = std::size_t{128} * 1024 * 1024;

Json eventFrame(std::uint64_t sequence, std::string_view type, TimestampUs atUs, const Json& data)
{
    return {{"event", {{"sequence", sequence}, {"type", type}, {"at_us", atUs}, {"data", data}}}};
}

} // namespace

void ServerOutbox::addAnswer(const Json& id, const Result<Json>& answer)
{
    Json frame{{"id", id}};
    if (answer) {
        frame["result"] = *answer;
    } else {
        frame["error"] = errorToJson(answer.error());
    }
    std::string text = writeJson(frame);
    if (text.size() > frameBytesMax) {
        const Error error{.code = ErrorCode::LimitReached,
            .message = fmt::format("The answer has {} bytes. At most {} are allowed; ask for less "
                                   "with 'limit'.",
                text.size(), frameBytesMax)};
        text = writeJson({{"id", id}, {"error", errorToJson(error)}});
    }
    const std::lock_guard lock(m_mutex);
    m_bytes += text;
    m_bytes += '\n';
}

void ServerOutbox::addEvent(const Event& event)
{
    const std::string text =
        writeJson(eventFrame(event.sequence, event.type, event.atUs, event.data));
    const std::lock_guard lock(m_mutex);
    if (m_bytes.size() - m_sent > eventBytesMax || text.size() > frameBytesMax) {
        m_lostFrom = m_lostFrom == 0 ? event.sequence : m_lostFrom;
        m_lostTo = event.sequence;
        m_lostAtUs = event.atUs;
        return;
    }
    announceGap();
    m_bytes += text;
    m_bytes += '\n';
}

void ServerOutbox::announceGap()
{
    if (m_lostFrom != 0) {
        m_bytes += writeJson(eventFrame(
            m_lostTo, "events.gap", m_lostAtUs, {{"from", m_lostFrom}, {"to", m_lostTo}}));
        m_bytes += '\n';
        m_lostFrom = 0;
    }
}

Result<void> ServerOutbox::flush(const UnixSocket& socket)
{
    const std::lock_guard lock(m_mutex);
    for (;;) {
        if (m_sent == m_bytes.size()) {
            m_bytes.clear();
            m_sent = 0;
            announceGap();
            if (m_bytes.empty()) {
                return {};
            }
        }
        const ssize_t sent = ::send(socket.descriptor(), m_bytes.data() + m_sent,
            m_bytes.size() - m_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            m_sent += static_cast<std::size_t>(sent);
            continue;
        }
        if (errno == EINTR) {
            continue;
        }
        const bool isFull = errno == EAGAIN || errno == EWOULDBLOCK;
        if (!isFull || m_bytes.size() - m_sent > waitingBytesMax) {
            return fail(ErrorCode::Unavailable, "The peer is gone or does not read.");
        }
        m_bytes.erase(0, m_sent);
        m_sent = 0;
        return {};
    }
}

bool ServerOutbox::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_sent == m_bytes.size() && m_lostFrom == 0;
}

} // namespace core
