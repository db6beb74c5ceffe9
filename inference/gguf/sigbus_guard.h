// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>

namespace inference {

/// A range of mapped memory in which a SIGBUS is survived. The first guard installs one handler
/// for the process. When a read inside a guarded range finds that the file behind it has become
/// shorter, the handler puts zero pages from there to the end of the range, marks the range as
/// damaged and lets the read go on; whoever reads asks damaged() afterwards and throws away what
/// it computed. A SIGBUS elsewhere goes to the handler that was there before.
/// Thread rule: faults may come on any thread; the range must stay mapped while the guard lives.
class SigbusGuard {
public:
    /// How many ranges can be guarded at a time in one process.
    static constexpr std::size_t rangesMax = 256;

    /// Guards `size` bytes from `data`, a page boundary. LimitReached when all ranges are taken.
    static core::Result<SigbusGuard> create(const std::uint8_t* data, std::size_t size);

    SigbusGuard() = default;
    SigbusGuard(SigbusGuard&& other) noexcept;
    SigbusGuard& operator=(SigbusGuard&& other) noexcept;
    ~SigbusGuard();

    /// True when a read inside the range has failed since the guard was made.
    [[nodiscard]] bool damaged() const;

private:
    static constexpr std::size_t none = rangesMax;
    explicit SigbusGuard(std::size_t slot)
        : m_slot(slot)
    {
    }
    std::size_t m_slot = none;
};

} // namespace inference
