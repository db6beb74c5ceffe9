// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <cstdint>
#include <mutex>
#include <random>

namespace core {

/// Where ids and seeds come from. Injected, so that a test sees the same ids each time.
/// Thread rule: may be called from any thread.
class IdSource {
public:
    virtual ~IdSource() = default;

    /// The next UUIDv7; strictly greater than the one before it from this source.
    virtual Uuid next() = 0;

    /// 64 random bits, for sampling seeds and salts that need no secrecy.
    virtual std::uint64_t randomBits() = 0;
};

/// UUIDv7 from a clock and a generator. With a fixed seed and a test clock it is deterministic.
class UuidSource final : public IdSource {
public:
    /// Seeds itself from the operating system.
    explicit UuidSource(Clock& clock);
    UuidSource(Clock& clock, std::uint64_t seed);

    Uuid next() override;
    std::uint64_t randomBits() override;

private:
    Clock& m_clock;
    std::mutex m_mutex;
    std::mt19937_64 m_random; ///< guarded by m_mutex
    std::uint64_t m_lastMs = 0; ///< guarded by m_mutex
    std::uint64_t m_lastLow = 0; ///< the random bits after the time, guarded by m_mutex
};

} // namespace core
