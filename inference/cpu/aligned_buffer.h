// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/checked.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

namespace inference {

/// Memory for numbers, aligned to a cache line and as long as whole cache lines. Not initialised:
/// pages of a large buffer take no memory before they are first written.
/// Thread rule: none of its own.
template <class T>
class AlignedBuffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    static constexpr std::size_t alignment = 64;

    AlignedBuffer() = default;

    /// OutOfMemory when `count` values cannot be had. `purpose` names it in the error.
    static core::Result<AlignedBuffer> create(std::int64_t count, const char* purpose)
    {
        const auto bytes = core::checkedMultiply<std::int64_t>(count, sizeof(T));
        const auto rounded = bytes ? core::checkedAdd<std::int64_t>(*bytes, alignment) : bytes;
        void* memory = nullptr;
        if (count >= 0 && rounded) {
            const auto size = static_cast<std::size_t>(*rounded) / alignment * alignment;
            memory = std::aligned_alloc(alignment, size);
        }
        if (memory == nullptr) {
            return core::fail(core::ErrorCode::OutOfMemory,
                "Memory for " + std::to_string(count) + " values of " + purpose
                    + " could not be had. Close other programs or use a shorter context.");
        }
        AlignedBuffer buffer;
        buffer.m_data.reset(static_cast<T*>(memory));
        buffer.m_count = count;
        return buffer;
    }

    [[nodiscard]] T* data() { return m_data.get(); }
    [[nodiscard]] const T* data() const { return m_data.get(); }
    [[nodiscard]] std::int64_t size() const { return m_count; }

    void clear()
    {
        if (m_count > 0) {
            std::memset(m_data.get(), 0, static_cast<std::size_t>(m_count) * sizeof(T));
        }
    }

private:
    struct Free {
        void operator()(T* memory) const { std::free(memory); }
    };
    std::unique_ptr<T, Free> m_data;
    std::int64_t m_count = 0;
};

} // namespace inference
