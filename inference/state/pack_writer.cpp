// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_writer.h"

#include <vector>

namespace inference {

using core::Result;

Result<PackWriter> PackWriter::create(
    std::filesystem::path path, const PackShape& shape, const PageId& root, std::uint64_t owner)
{
    PackAccess file = TRY(PackAccess::open(path, PackAccess::Mode::Create));
    const PackHeader header = makeHeader(shape, root, owner);
    file.tryLock(); // ours: nobody else knows its name yet
    TRY(file.writeAt(rawBytes(header), 0));
    return PackWriter(std::move(file), std::move(path), shape, 0);
}

std::optional<PackWriter> PackWriter::adopt(
    std::filesystem::path path, const PackShape& shape, const PageId& root)
{
    auto file = PackAccess::open(path, PackAccess::Mode::Write);
    const auto size = file ? file->sizeBytes() : 0;
    if (!file || !size || *size >= shape.pageAt(shape.slotCount - 1) || !file->tryLock()
        || file->isGone())
    {
        return std::nullopt;
    }
    PackHeader header;
    std::vector<PackSlot> slots(static_cast<std::size_t>(shape.slotCount));
    if (!file->readAt(rawBytes(header), 0) || !checkHeader(header, shape, root)) {
        return std::nullopt;
    }
    // Before the first page the table may end early; what is not there is empty.
    const std::size_t bytes = slots.size() * sizeof(PackSlot);
    if (!file->readUpTo(
            {reinterpret_cast<std::uint8_t*>(slots.data()), bytes}, PackShape::slotAt(0))) {
        return std::nullopt;
    }
    std::int64_t next = shape.slotCount;
    const PackSlot empty;
    while (next > 0
        && std::memcmp(&slots[static_cast<std::size_t>(next - 1)], &empty, sizeof empty) == 0)
    {
        --next;
    }
    if (next >= shape.slotCount) {
        return std::nullopt;
    }
    return PackWriter(std::move(*file), std::move(path), shape, next);
}

Result<std::int64_t> PackWriter::append(const PackSlot& slot, std::span<const std::uint8_t> page)
{
    auto written = m_file.writeAt(page, m_shape.pageAt(m_next));
    if (written) {
        written = m_file.writeAt(rawBytes(slot), PackShape::slotAt(m_next));
    }
    if (!written) {
        m_file.shorten(m_shape.pageAt(m_next));
        return core::fail(std::move(written).error());
    }
    return m_next++;
}

} // namespace inference
