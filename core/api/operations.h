// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/base/result.h"
#include "core/model/model_provider.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace core {

/// Long work that a person watches and may stop: named by the caller, shown by operation.progress
/// (at most some twenty a second) and ended by one operation.done.
/// Thread rule: any thread.
class Operations {
public:
    Operations(EventBus& bus, Clock& clock)
        : m_bus(bus)
        , m_clock(clock)
    {
    }

    using Work = std::function<Result<Json>(const ProgressSink&, const std::stop_token&)>;

    /// Runs the work here and now. It stops when the caller's token or cancel() says so. Without a
    /// name nothing is published. Conflict when an operation of that name runs.
    Result<Json> run(
        const std::optional<std::string>& name, const std::stop_token& caller, const Work& work);

    /// False when no operation of that name runs.
    bool cancel(const std::string& name);

private:
    ProgressSink sinkFor(const std::string& name);

    EventBus& m_bus;
    Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, std::stop_source> m_running; ///< guarded by m_mutex
};

} // namespace core
