// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <atomic>

/// A clock that stands still until a test moves it.
class ManualClock final : public core::Clock {
public:
    explicit ManualClock(core::TimestampUs now)
        : m_now(now)
    {
    }
    core::TimestampUs now() override { return m_now; }
    std::chrono::nanoseconds monotonic() override
    {
        return std::chrono::microseconds(m_now.load());
    }
    void set(core::TimestampUs now) { m_now = now; }

private:
    std::atomic<core::TimestampUs> m_now;
};
