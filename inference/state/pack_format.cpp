// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_format.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <type_traits>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// The header has this many bytes to itself.
constexpr std::int64_t slotsAt = packAlignment;

constexpr std::int64_t aligned(std::int64_t bytes)
{
    return (bytes + packAlignment - 1) / packAlignment * packAlignment;
}

/// The checksum of all but its last member, which it is.
template <class Record>
std::uint64_t checksumOf(const Record& record)
{
    static_assert(std::is_trivially_copyable_v<Record>);
    static_assert(offsetof(Record, checksum) == sizeof(Record) - sizeof record.checksum);
    return packChecksum(
        {reinterpret_cast<const std::uint8_t*>(&record), offsetof(Record, checksum)});
}

} // namespace

Result<PackShape> PackShape::of(std::int64_t pageBytes)
{
    PackShape shape{.pageBytes = pageBytes};
    const std::int64_t forSlots = packBytesMax - slotsAt - packAlignment;
    if (pageBytes >= 1 && pageBytes <= packBytesMax) {
        const std::int64_t units = aligned(pageBytes) / packAlignment;
        shape.pageStride = (units | 1) * packAlignment;
        shape.slotCount = forSlots / (shape.pageStride + std::int64_t{sizeof(PackSlot)});
    }
    if (shape.slotCount < 1) {
        return fail(ErrorCode::LimitReached,
            fmt::format("A page of {} bytes does not fit a pack of {} bytes, so this model's "
                        "state is not kept on disk.",
                pageBytes, packBytesMax));
    }
    shape.pagesAt = aligned(slotAt(shape.slotCount));
    return shape;
}

std::int64_t PackShape::slotAt(std::int64_t slot)
{
    return slotsAt + slot * std::int64_t{sizeof(PackSlot)};
}

std::uint64_t packChecksum(std::span<const std::uint8_t> bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

PackHeader makeHeader(const PackShape& shape, const PageId& root, std::uint64_t owner)
{
    PackHeader header;
    header.pageBytes = shape.pageBytes;
    header.slotCount = shape.slotCount;
    header.root = root;
    header.owner = owner;
    header.checksum = checksumOf(header);
    return header;
}

Result<void> checkHeader(const PackHeader& header, const PackShape& shape, const PageId& root)
{
    const PackHeader expected = makeHeader(shape, root, header.owner);
    if (std::memcmp(&header, &expected, sizeof header) != 0) {
        return fail(ErrorCode::Corrupt,
            "A pack of keys and values has a header that is damaged or not this model's; the pack "
            "is not used.");
    }
    return {};
}

PackSlot makeSlot(const PageId& id, const PageIdentity& page, std::span<const std::uint8_t> bytes)
{
    PackSlot slot;
    slot.mark = PackSlot::used;
    slot.decoded = page.decoded;
    slot.id = id;
    slot.parent = page.parent;
    slot.tokens = page.tokens;
    slot.pageChecksum = packChecksum(bytes);
    slot.checksum = checksumOf(slot);
    return slot;
}

bool isWhole(const PackSlot& slot)
{
    return slot.mark == PackSlot::used && slot.checksum == checksumOf(slot);
}

} // namespace inference
