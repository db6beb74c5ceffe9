// SPDX-License-Identifier: Apache-2.0
#include "core/base/id_source.h"

namespace core {

namespace {

std::uint64_t seedFromSystem()
{
    std::random_device device;
    return (std::uint64_t{device()} << 32U) ^ device();
}

} // namespace

UuidSource::UuidSource(Clock& clock)
    : UuidSource(clock, seedFromSystem())
{
}

UuidSource::UuidSource(Clock& clock, std::uint64_t seed)
    : m_clock(clock)
    , m_random(seed)
{
}

// Within one millisecond the low 62 bits count up, so that ids sort in the order they were made
// (RFC 9562 section 6.2, method 2); a clock that jumps back keeps the last time it showed.
Uuid UuidSource::next()
{
    const std::lock_guard lock(m_mutex);
    const auto ms = static_cast<std::uint64_t>(m_clock.now() / 1000);
    constexpr std::uint64_t lowMask = (std::uint64_t{1} << 62U) - 1;
    if (ms > m_lastMs) {
        m_lastMs = ms;
        m_lastLow = (m_random() & lowMask) >> 1U;
    } else {
        m_lastLow += 1 + (m_random() & 0xffffffU);
    }
    const std::uint64_t randA = (m_lastLow >> 50U) & 0xfffU;
    const std::uint64_t high = (m_lastMs << 16U) | 0x7000U | randA;
    const std::uint64_t low = (std::uint64_t{2} << 62U)
        | ((m_lastLow & ((std::uint64_t{1} << 50U) - 1)) << 12U) | (m_random() & 0xfffU);
    Uuid uuid;
    for (unsigned i = 0; i < 8; ++i) {
        uuid.bytes[i] = static_cast<std::uint8_t>(high >> (56U - 8U * i));
        uuid.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56U - 8U * i));
    }
    return uuid;
}

std::uint64_t UuidSource::randomBits()
{
    const std::lock_guard lock(m_mutex);
    return m_random();
}

} // namespace core
