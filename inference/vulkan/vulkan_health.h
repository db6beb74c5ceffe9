// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace inference {

/// How often the device of this process went away, and what follows: after the first loss submits
/// get half the time, after `lossesMax` the device is not used again before the program restarts.
/// One for each physical device; it outlives the VulkanDevices made of it, which report to it.
/// Thread rule: any thread.
class VulkanHealth {
public:
    static constexpr int lossesMax = 2;

    /// The longest that one submit should take, by measurement. Far below the watchdogs of
    /// drivers (2 s and more), and short enough that a stop takes effect within 200 ms although
    /// two submits may be under way.
    static constexpr std::chrono::microseconds submitBudget{50'000};

    /// Counts one loss. `doing` names what ran, for people.
    void noteLoss(std::string_view doing);

    [[nodiscard]] int losses() const;
    [[nodiscard]] bool isUsable() const { return losses() < lossesMax; }

    /// Why the device is not used any more; empty while it is.
    [[nodiscard]] std::string reason() const;

    /// submitBudget, halved after a loss.
    [[nodiscard]] std::chrono::microseconds budget() const;

private:
    mutable std::mutex m_mutex;
    int m_losses = 0; // guarded by m_mutex
    std::string m_lastDoing; // guarded by m_mutex
};

} // namespace inference
