// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <stop_token>

namespace core {

/// Why a turn is to stop. A person's cancel ends it; a halt (the program ends) leaves it where it
/// is, so that the next start goes on.
/// Thread rule: any thread.
class TurnStop {
public:
    void cancel()
    {
        m_cancelled = true;
        m_source.request_stop();
    }
    void halt() { m_source.request_stop(); }

    [[nodiscard]] bool isStopped() const { return m_source.stop_requested(); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::atomic<bool> m_cancelled = false;
};

} // namespace core
