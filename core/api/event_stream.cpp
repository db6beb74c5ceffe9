// SPDX-License-Identifier: Apache-2.0
#include "core/api/event_stream.h"

#include "core/api/error_json.h"

#include <spdlog/spdlog.h>

#include <pthread.h>

#include <array>
#include <exception>

namespace core {

namespace {

constexpr std::size_t readBytesAtOnce = std::size_t{64} * 1024;
constexpr std::int64_t exactMax = std::int64_t{1} << 53U;

Result<Event> eventFromJson(const Json& object)
{
    const std::int64_t sequence = TRY(requiredInteger(object, "sequence", 0, exactMax));
    std::string type = TRY(requiredString(object, "type"));
    const std::int64_t atUs = TRY(requiredInteger(object, "at_us", -exactMax, exactMax));
    return Event{.sequence = static_cast<std::uint64_t>(sequence),
        .type = std::move(type),
        .atUs = atUs,
        .data = object.value("data", Json::object())};
}

} // namespace

EventStream::EventStream(UnixSocket socket, std::function<void(const Event&)> callback)
    : m_socket(std::move(socket))
    , m_callback(std::move(callback))
{
}

Result<Subscription> EventStream::begin(
    const std::filesystem::path& path, std::function<void(const Event&)> callback)
{
    UnixSocket socket = TRY(UnixSocket::connectTo(path));
    std::shared_ptr<EventStream> stream(new EventStream(std::move(socket), std::move(callback)));
    TRY(stream->askForEvents());
    stream->m_thread = std::thread([stream] { stream->run(); });
    ::pthread_setname_np(stream->m_thread.native_handle(), "hf-events");
    return Subscription([stream] { stream->end(); });
}

Result<void> EventStream::askForEvents()
{
    TRY(m_socket.sendAll(writeJson({{"id", 1}, {"method", "events.subscribe"}}) + "\n"));
    const Json answer = TRY(receiveFrame());
    if (answer.contains("error")) {
        return fail(errorFromJson(answer["error"]));
    }
    return {};
}

Result<Json> EventStream::receiveFrame()
{
    std::array<char, readBytesAtOnce> buffer{};
    for (;;) {
        const auto line = TRY(m_reader.next());
        if (line) {
            return parseJson(*line, {.bytes = frameBytesMax});
        }
        const std::size_t got = TRY(m_socket.receive(buffer.data(), buffer.size()));
        if (got == 0) {
            return fail(ErrorCode::Unavailable, "The owner of the workspace has ended.");
        }
        m_reader.feed({buffer.data(), got});
    }
}

void EventStream::run()
{
    while (!m_hasEnded) {
        const auto frame = receiveFrame();
        if (!frame) {
            return;
        }
        const auto event = eventFromJson(frame->value("event", Json()));
        if (!event || m_hasEnded) {
            continue;
        }
        try {
            m_callback(*event);
        } catch (const std::exception& exception) {
            spdlog::error("A subscriber of {} failed: {}", event->type, exception.what());
        }
    }
}

void EventStream::end()
{
    m_hasEnded = true;
    m_socket.shutDown();
    if (std::this_thread::get_id() == m_thread.get_id()) {
        m_thread.detach();
    } else {
        m_thread.join();
    }
}

} // namespace core
