// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/pack_access.h"
#include "inference/state/pack_format.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace inference {

/// Appends pages to a pack. A lock on the file keeps everybody else from appending to it, in this
/// process or another; readers need none. Nothing is synced: what a power cut takes is computed
/// again, and checksums tell.
/// Thread rule: one owner.
class PackWriter {
public:
    /// A new pack. Errors: those of core::fileError.
    static core::Result<PackWriter> create(std::filesystem::path path, const PackShape& shape,
        const PageId& root, std::uint64_t owner);

    /// Goes on with a pack that somebody left; nothing when it is full, damaged or in use.
    static std::optional<PackWriter> adopt(
        std::filesystem::path path, const PackShape& shape, const PageId& root);

    /// Returns the slot. On an error the pack is as it was.
    core::Result<std::int64_t> append(const PackSlot& slot, std::span<const std::uint8_t> page);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] bool isFull() const { return m_next >= m_shape.slotCount; }
    [[nodiscard]] bool isGone() const { return m_file.isGone(); }

private:
    PackWriter(
        PackAccess file, std::filesystem::path path, const PackShape& shape, std::int64_t next)
        : m_file(std::move(file))
        , m_path(std::move(path))
        , m_shape(shape)
        , m_next(next)
    {
    }

    PackAccess m_file;
    std::filesystem::path m_path;
    PackShape m_shape;
    std::int64_t m_next; ///< the first slot that was never written
};

} // namespace inference
