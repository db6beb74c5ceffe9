// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace inference {

static_assert(std::endian::native == std::endian::little, "GGUF is read as little-endian");

/// Where in a file a number or text stands; becomes text such as "kv[3].general.name[7]" only
/// when an error needs it.
struct FieldPath {
    std::string_view list; ///< "kv", "key", "tensor", or the whole name of a lone field
    std::optional<std::uint64_t> index = {};
    std::string_view member = {};
    std::optional<std::uint64_t> item = {};
    [[nodiscard]] std::string text() const;
};

/// An Error of a model file: `detail` is its E_ code, `byteOffset` where the field begins.
tl::unexpected<core::Error> failAt(core::ErrorCode code, std::string_view detail,
    const FieldPath& path, std::uint64_t byteOffset, std::string message);

/// Reads little-endian numbers and texts from bytes that nobody vouches for. Every read is checked
/// against what is left, every text and array is paid from a memory budget before it is stored.
class ByteCursor {
public:
    ByteCursor(std::span<const std::uint8_t> bytes, std::uint64_t memoryBudget)
        : m_bytes(bytes)
        , m_budget(memoryBudget)
    {
    }

    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    [[nodiscard]] std::uint64_t remaining() const { return m_bytes.size() - m_offset; }

    /// E_TRUNCATED when the file ends before it.
    template <class Number>
    core::Result<Number> number(const FieldPath& path)
    {
        if (remaining() < sizeof(Number)) [[unlikely]] {
            return truncated(path, sizeof(Number));
        }
        return take<Number>();
    }

    /// A number that `requireBytes` has already proven to be there.
    template <class Number>
    Number take()
    {
        Number value{};
        std::memcpy(&value, m_bytes.data() + m_offset, sizeof(Number));
        m_offset += sizeof(Number);
        return value;
    }

    /// A count of things that take at least `itemBytes` each: E_COUNT when they cannot all fit
    /// into what is left of the file.
    core::Result<std::uint64_t> count(const FieldPath& path, std::uint64_t itemBytes);

    /// A 64-bit length and that many bytes, as a view into the file. E_LENGTH when they do not fit.
    core::Result<std::string_view> text(const FieldPath& path);

    /// Takes `bytes` from the memory budget. E_BUDGET when it is spent.
    core::Result<void> spend(const FieldPath& path, std::uint64_t bytes);

private:
    tl::unexpected<core::Error> truncated(const FieldPath& path, std::uint64_t needed) const;

    std::span<const std::uint8_t> m_bytes;
    std::uint64_t m_offset = 0;
    std::uint64_t m_budget;
};

} // namespace inference
