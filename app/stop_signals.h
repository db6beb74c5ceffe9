// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace app {

/// SIGINT and SIGTERM become a stop: the first asks everything to end, the second ends the program
/// at once with 130. One thread, "hf-signals", waits for them.
/// Make it first in main(), before any other thread, since they inherit the blocked signals.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Stopped by the first signal.
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

    /// Blocks until the first signal.
    void wait() const;

private:
    void run();

    std::stop_source m_source;
    std::thread m_thread;
};

} // namespace app
