// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

namespace inference {

/// An open pack and its path, for messages. Links are not followed. Closed with it.
/// Errors: those of core::fileError.
/// Thread rule: one owner.
class PackAccess {
public:
    enum class Mode { Read, Write, Create };

    static core::Result<PackAccess> open(const std::filesystem::path& path, Mode mode);
    PackAccess(PackAccess&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
        , m_path(std::move(other.m_path))
    {
    }
    PackAccess& operator=(PackAccess&& other) noexcept;
    ~PackAccess();

    /// Fills `bytes` as far as the file goes; returns how many that were.
    core::Result<std::size_t> readUpTo(std::span<std::uint8_t> bytes, std::int64_t offset) const;
    /// Fills all of `bytes`; Corrupt when the file ends before.
    core::Result<void> readAt(std::span<std::uint8_t> bytes, std::int64_t offset) const;
    core::Result<void> writeAt(std::span<const std::uint8_t> bytes, std::int64_t offset);

    /// Gives back what a write that broke off has taken; keeps silent when it cannot.
    void shorten(std::int64_t bytes);

    [[nodiscard]] core::Result<std::int64_t> sizeBytes() const;

    /// Whether the file was removed while it was open.
    [[nodiscard]] bool isGone() const;

    /// Takes the lock of whoever appends; false when another process or writer has it.
    bool tryLock();

    /// Says that the pack was of use just now, so that others go first.
    void markUsed() const;

private:
    PackAccess(int descriptor, std::filesystem::path path)
        : m_descriptor(descriptor)
        , m_path(std::move(path))
    {
    }
    int m_descriptor;
    std::filesystem::path m_path;
};

/// The bytes of a plain value, to be read or written as they are.
template <class T>
std::span<std::uint8_t> rawBytes(T& value)
{
    return {reinterpret_cast<std::uint8_t*>(&value), sizeof value};
}
template <class T>
std::span<const std::uint8_t> rawBytes(const T& value)
{
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

} // namespace inference
