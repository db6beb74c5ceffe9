// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <atomic>

namespace core {

/// A clock that stands still until a test moves it.
/// Thread rule: any thread.
class FixedClock final : public Clock {
public:
    static constexpr TimestampUs startUs = 1'800'000'000'000'000; // 2027-01-15

    TimestampUs now() override { return m_nowUs; }
    std::chrono::nanoseconds monotonic() override
    {
        return std::chrono::microseconds(m_nowUs - startUs);
    }
    void advance(std::chrono::microseconds by) { m_nowUs += by.count(); }

private:
    std::atomic<TimestampUs> m_nowUs = startUs;
};

} // namespace core
