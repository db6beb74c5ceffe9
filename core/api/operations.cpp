// SPDX-License-Identifier: Apache-2.0
#include "core/api/operations.h"

#include "core/api/error_json.h"

#include <fmt/format.h>

#include <memory>

namespace core {

namespace {

constexpr std::size_t nameBytesMax = 128;
constexpr std::chrono::milliseconds publishedEvery{50};

struct Published {
    std::string phase;
    std::chrono::nanoseconds at{};
};

} // namespace

Result<Json> Operations::run(
    const std::optional<std::string>& name, const std::stop_token& caller, const Work& work)
{
    std::stop_source source;
    const std::stop_callback forward(caller, [&source] { source.request_stop(); });
    if (!name) {
        return work({}, source.get_token());
    }
    if (name->empty() || name->size() > nameBytesMax) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("The name of the operation has {} bytes. Allowed are 1 to {}.",
                name->size(), nameBytesMax),
            .field = "operation"});
    }
    {
        const std::lock_guard lock(m_mutex);
        if (!m_running.emplace(*name, source).second) {
            return fail(ErrorCode::Conflict,
                fmt::format("An operation named '{}' runs already. Choose another name.", *name));
        }
    }
    const auto result = work(sinkFor(*name), source.get_token());
    {
        const std::lock_guard lock(m_mutex);
        m_running.erase(*name);
    }
    m_bus.publish("operation.done",
        {{"operation", *name}, {"error", result ? Json() : errorToJson(result.error())}});
    return result;
}

/// The first and the last step of each phase are always told.
ProgressSink Operations::sinkFor(const std::string& name)
{
    return [this, name, last = std::make_shared<Published>()](const WorkProgress& progress) {
        const auto now = m_clock.monotonic();
        const bool isNews = progress.phase != last->phase || progress.done >= progress.total
            || now - last->at >= publishedEvery;
        if (isNews) {
            *last = {progress.phase, now};
            m_bus.publish("operation.progress",
                {{"operation", name}, {"phase", progress.phase}, {"done", progress.done},
                    {"total", progress.total}});
        }
    };
}

bool Operations::cancel(const std::string& name)
{
    std::stop_source source(std::nostopstate);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_running.find(name);
        if (found != m_running.end()) {
            source = found->second;
        }
    }
    return source.request_stop();
}

} // namespace core
