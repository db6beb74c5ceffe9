// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/pack_format.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace inference {

/// A pack as its readers see it: what its slots say, and pages read into memory of our own and
/// checked there, so that nobody can change or shorten them under the kernels. Opens the file for
/// each reading and closes it again, so that many packs need no descriptors.
/// Thread rule: read() from any thread; newSlots() by one owner.
class PackFile {
public:
    /// NotFound and the like when it cannot be read, Corrupt when its header is not what it must
    /// be.
    static core::Result<std::shared_ptr<PackFile>> open(
        std::filesystem::path path, const PackShape& shape, const PageId& root);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    struct Found {
        std::int64_t slot = 0;
        PackSlot facts;
    };

    /// The whole slots that were filled since the last call; those that are damaged are left out.
    /// `sizeBytes` is the file's, which tells whether there can be any.
    core::Result<std::vector<Found>> newSlots(std::int64_t sizeBytes);

    /// The pages of consecutive slots, as many from the first as agree with their checksums. An
    /// error, Corrupt or that of the file, when not even the first does. 64-byte aligned.
    [[nodiscard]] core::Result<std::vector<PageBytes>> read(
        std::int64_t firstSlot, std::span<const std::uint64_t> checksums) const;

    /// Marks a slot whose page turned out to be damaged, so that nobody reads it again. What cannot
    /// be marked is found out again by the next process.
    void bury(std::int64_t slot) const;

private:
    PackFile(std::filesystem::path path, const PackShape& shape)
        : m_path(std::move(path))
        , m_shape(shape)
    {
    }

    std::filesystem::path m_path;
    PackShape m_shape;
    std::int64_t m_slotsRead = 0;
};

/// Where a page lies on disk.
struct PackPlace {
    std::shared_ptr<PackFile> pack;
    std::int64_t slot = 0;
    std::uint64_t checksum = 0;
};

} // namespace inference
