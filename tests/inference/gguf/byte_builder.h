// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace inference::testing {

/// Puts little-endian numbers and texts behind one another, right or wrong, as a file would.
class ByteBuilder {
public:
    template <class Number>
    ByteBuilder& number(Number value)
    {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + sizeof(Number));
        std::memcpy(m_bytes.data() + at, &value, sizeof(Number));
        return *this;
    }
    ByteBuilder& u32(std::uint32_t value) { return number(value); }
    ByteBuilder& u64(std::uint64_t value) { return number(value); }

    /// Bytes without a length.
    ByteBuilder& raw(std::string_view text)
    {
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
        return *this;
    }
    /// A 64-bit length and the bytes.
    ByteBuilder& text(std::string_view text) { return u64(text.size()).raw(text); }

    /// Zeros up to the next multiple.
    ByteBuilder& pad(std::size_t alignment)
    {
        m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment);
        return *this;
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return m_bytes; }
    [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
};

} // namespace inference::testing
