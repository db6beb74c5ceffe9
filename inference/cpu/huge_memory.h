// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace inference {

/// Memory that the system is asked to back with huge pages (2 MiB on x86), zeroed.
/// Thread rule: none of its own.
class HugeMemory {
public:
    /// False where the system gives no huge pages on request; then this is plain memory.
    static bool available();

    /// Nothing when the memory cannot be had.
    static std::optional<HugeMemory> create(std::size_t size);

    HugeMemory(HugeMemory&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr))
        , m_size(std::exchange(other.m_size, 0))
    {
    }
    HugeMemory& operator=(HugeMemory&& other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        return *this;
    }
    ~HugeMemory();

    [[nodiscard]] std::uint8_t* data() { return m_data; }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    HugeMemory(std::uint8_t* data, std::size_t size)
        : m_data(data)
        , m_size(size)
    {
    }
    std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace inference
