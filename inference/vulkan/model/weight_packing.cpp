// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/weight_packing.h"

#include "inference/vulkan/model/block_reader.h"

#include <cstring>

namespace inference {

namespace {

constexpr std::int64_t lanes = 8;
constexpr std::int64_t rowsOfLane = groupRows / lanes;

} // namespace

WeightPacking::WeightPacking(std::vector<WeightView> sources, RowJoin join, PackedOrder order)
    : m_sources(std::move(sources))
    , m_join(join)
    , m_order(order)
{
    for (const WeightView& source : m_sources) {
        m_rows += source.rows;
    }
    // Whole super blocks where the format has them; its rows are whole ones.
    const std::int64_t step = hasPackedSupers(type()) ? superColumns : blockColumns;
    m_blocks = (columns() + step - 1) / step * (step / blockColumns);
}

bool WeightPacking::supports(TensorType type)
{
    return packedWords(type) > 0;
}

std::int64_t WeightPacking::numberBytes() const
{
    return groupRows * m_blocks * packedWords(type()) * wordBytes;
}

std::int64_t WeightPacking::scaleBytes() const
{
    return hasPackedScales(type()) ? groupRows * m_blocks * std::int64_t{sizeof(std::uint16_t)} : 0;
}

std::int64_t WeightPacking::superBytes() const
{
    const std::int64_t supers = m_blocks * blockColumns / superColumns;
    return hasPackedSupers(type()) ? groupRows * supers * std::int64_t{sizeof(std::uint32_t)} : 0;
}

const std::uint8_t* WeightPacking::row(std::int64_t index) const
{
    if (m_join == RowJoin::Alternate) {
        const WeightView& source = m_sources[static_cast<std::size_t>(index % 2)];
        return index < m_rows ? source.data + index / 2 * source.rowBytes() : nullptr;
    }
    for (const WeightView& source : m_sources) {
        if (index < source.rows) {
            return source.data + index * source.rowBytes();
        }
        index -= source.rows;
    }
    return nullptr;
}

/// A lane's rows are pairs of neighbours: pair p of the group belongs to lane p % 8.
std::int64_t WeightPacking::rowAt(std::int64_t place) const
{
    if (m_order == PackedOrder::Rows) {
        return place;
    }
    const std::int64_t rowOfLane = place / lanes;
    const std::int64_t pair = rowOfLane / 2 * lanes + place % lanes;
    return pair * 2 + rowOfLane % 2;
}

void WeightPacking::packNumbers(std::int64_t firstRow, std::span<std::byte> out) const
{
    const std::int64_t words = packedWords(type());
    for (std::int64_t place = 0; place < groupRows; ++place) {
        const std::uint8_t* const source = row(firstRow + rowAt(place));
        for (std::int64_t index = 0; index < m_blocks; ++index) {
            const PackedBlock block = source == nullptr
                ? PackedBlock()
                : readPackedBlock(type(), source, index, columns());
            for (std::int64_t word = 0; word < words; ++word) {
                const std::int64_t at = m_order == PackedOrder::Rows
                    ? (place * m_blocks + index) * words + word
                    : ((index * rowsOfLane + place / lanes) * words + word) * lanes + place % lanes;
                std::memcpy(out.data() + at * wordBytes, block.numbers.data() + word * 4,
                    static_cast<std::size_t>(wordBytes));
            }
        }
    }
}

/// Small numbers of each row and `perRow` blocks: in Groups a lane's eight rows side by side.
template <class Unit, class Fill>
void WeightPacking::pack(
    std::int64_t firstRow, std::int64_t perRow, std::span<std::byte> out, Fill fill) const
{
    constexpr std::int64_t unitsOfWord = wordBytes / std::int64_t{sizeof(Unit)};
    for (std::int64_t place = 0; place < groupRows; ++place) {
        const std::uint8_t* const source = row(firstRow + rowAt(place));
        for (std::int64_t index = 0; index < perRow; ++index) {
            const Unit unit = source == nullptr ? Unit{} : fill(source, index);
            const std::int64_t rowOfLane = place / lanes;
            const std::int64_t word =
                (index * (rowsOfLane / unitsOfWord) + rowOfLane / unitsOfWord) * lanes
                + place % lanes;
            const std::int64_t at = m_order == PackedOrder::Rows
                ? place * perRow + index
                : word * unitsOfWord + rowOfLane % unitsOfWord;
            std::memcpy(out.data() + at * std::int64_t{sizeof(Unit)}, &unit, sizeof unit);
        }
    }
}

void WeightPacking::packScales(std::int64_t firstRow, std::span<std::byte> out) const
{
    pack<std::uint16_t>(
        firstRow, m_blocks, out, [&](const std::uint8_t* source, std::int64_t index) {
            return readPackedBlock(type(), source, index, columns()).scale;
        });
}

void WeightPacking::packSupers(std::int64_t firstRow, std::span<std::byte> out) const
{
    pack<std::uint32_t>(firstRow, m_blocks * blockColumns / superColumns, out,
        [&](const std::uint8_t* source, std::int64_t index) {
            return readPackedSuper(type(), source, index);
        });
}

} // namespace inference
