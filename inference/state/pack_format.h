// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/page_id.h"

#include <bit>
#include <cstdint>
#include <span>

namespace inference {

// A pack is one file of pages of one lineage: a header, a table of slots, then the pages, each at
// its place. A page is written before its slot, so that a slot says that a page is there; of what
// was written only the slot of a damaged page changes. Numbers are little-endian. Nothing in a pack
// is believed: header and slots carry checksums of themselves, a slot carries that of its page.

/// The longest pack.
constexpr std::int64_t packBytesMax = std::int64_t{64} * 1024 * 1024;

/// Where pages begin in a file: at multiples of this, as devices like to read.
constexpr std::int64_t packAlignment = 4096;

constexpr std::uint32_t packVersion = 1;

/// The first bytes of a pack.
struct PackHeader {
    std::array<char, 8> mark = {'H', 'F', 'K', 'V', 'P', 'A', 'C', 'K'};
    std::uint32_t version = packVersion;
    std::uint32_t positions = pagePositions;
    std::int64_t pageBytes = 0;
    std::int64_t slotCount = 0;
    PageId root = {}; ///< of the lineage
    std::uint64_t owner = 0; ///< whose text it is, see ownerTag()
    std::uint64_t checksum = 0; ///< of the bytes before it
};
static_assert(sizeof(PackHeader) == 80);

/// One page in the table of slots; all zero where there is none yet.
struct PackSlot {
    static constexpr std::uint32_t used = 0x45474150; ///< "PAGE"
    static constexpr std::uint32_t dead = 0x44414544; ///< "DEAD": its page is damaged
    std::uint32_t mark = 0;
    std::uint32_t decoded = 0;
    PageId id = {};
    PageId parent = {};
    PageTokens tokens = {};
    std::uint64_t pageChecksum = 0;
    std::array<std::uint64_t, 5> reserved = {};
    std::uint64_t checksum = 0; ///< of the bytes before it

    [[nodiscard]] PageIdentity identity() const { return {parent, tokens, decoded}; }
};
static_assert(sizeof(PackSlot) == 256);
static_assert(std::endian::native == std::endian::little, "packs are written as they are");

/// Where things lie in packs of pages of one size.
struct PackShape {
    std::int64_t pageBytes = 0;
    /// From page to page: pageBytes, rounded up to an odd multiple of packAlignment. Pages are
    /// read as they lie, and the same part of every page must not fall into the same lines of a
    /// cache.
    std::int64_t pageStride = 0;
    std::int64_t slotCount = 0;
    std::int64_t pagesAt = 0;

    /// LimitReached when not even one page fits a pack.
    static core::Result<PackShape> of(std::int64_t pageBytes);

    [[nodiscard]] static std::int64_t slotAt(std::int64_t slot);
    [[nodiscard]] std::int64_t pageAt(std::int64_t slot) const
    {
        return pagesAt + slot * pageStride;
    }
};

/// XXH3 with 64 bits: against bits that rotted and writes that broke off, not against enemies, who
/// cannot write to the folder.
std::uint64_t packChecksum(std::span<const std::uint8_t> bytes);

PackHeader makeHeader(const PackShape& shape, const PageId& root, std::uint64_t owner);

/// Corrupt unless the header is whole and its pack has this shape and lineage.
core::Result<void> checkHeader(
    const PackHeader& header, const PackShape& shape, const PageId& root);

PackSlot makeSlot(const PageId& id, const PageIdentity& page, std::span<const std::uint8_t> bytes);

/// Whether a slot is used and whole.
bool isWhole(const PackSlot& slot);

} // namespace inference
