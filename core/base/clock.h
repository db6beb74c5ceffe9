// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace core {

/// Microseconds since 1970-01-01 UTC, as stored and sent.
using TimestampUs = std::int64_t;

/// Where times come from. Injected everywhere, so that a test decides what time it is.
/// Thread rule: both functions may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;

    /// Wall-clock time: for what a person reads and what is stored. May jump.
    virtual TimestampUs now() = 0;

    /// Time that never goes back: for durations and time-outs.
    virtual std::chrono::nanoseconds monotonic() = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    TimestampUs now() override;
    std::chrono::nanoseconds monotonic() override;
};

} // namespace core
