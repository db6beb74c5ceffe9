// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace inference {

/// Where the bytes of a matrix are read: in the mapped file, or in a copy with the same bytes.
/// Thread rule: data() and moveTo() from any thread; moved or assigned only before it is shared.
class WeightPlace {
public:
    WeightPlace() = default;
    explicit WeightPlace(const std::uint8_t* data)
        : m_data(data)
    {
    }
    WeightPlace(WeightPlace&& other) noexcept
        : m_data(other.data())
    {
    }
    WeightPlace& operator=(WeightPlace&& other) noexcept
    {
        moveTo(other.data());
        return *this;
    }

    [[nodiscard]] const std::uint8_t* data() const
    {
        return m_data.load(std::memory_order_acquire);
    }
    void moveTo(const std::uint8_t* data) { m_data.store(data, std::memory_order_release); }

private:
    std::atomic<const std::uint8_t*> m_data{nullptr};
};

} // namespace inference
