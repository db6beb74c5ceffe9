// SPDX-License-Identifier: Apache-2.0
// Packed weights times one token or a few: rows as they stand in the file. Eight rows at a time,
// because the sums of eight vectors' lanes are one vector, in which row i is lane i.
#if defined(HOLDFAST_CPU_PACKED_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_ROWS_INL_H
#undef HOLDFAST_CPU_PACKED_ROWS_INL_H
#else
#define HOLDFAST_CPU_PACKED_ROWS_INL_H
#endif

#include "inference/cpu/simd/byte_dot-inl.h"
#include "inference/cpu/simd/matmul_tile-inl.h"
#include "inference/cpu/simd/packed_format-inl.h"
#include "inference/cpu/simd/packed_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// Eight rows, `stride` bytes apart; 0 repeats one.
struct RowPointers {
    const std::uint8_t* first;
    std::int64_t stride;
    HWY_INLINE const std::uint8_t* at(std::int64_t row) const { return first + row * stride; }
};

/// The scales of one block of eight rows, row by row in the lanes.
template <class Format>
struct RowScales {
    HWY_ALIGN float scales[blockScales<Format> * rowLanes];
    HWY_ALIGN float minimums[Format::hasMinimums ? blockScales<Format> * rowLanes : rowLanes];

    HWY_INLINE void read(RowPointers rows)
    {
        if constexpr (blockScales<Format> == 1) {
            HWY_UNROLL(8)
            for (std::size_t r = 0; r < rowLanes; ++r) {
                Format::readScales(rows.at(static_cast<std::int64_t>(r)), scales + r, nullptr);
            }
        } else {
            HWY_ALIGN float rowScales[rowLanes][blockScales<Format>];
            HWY_ALIGN float rowMinimums[rowLanes][blockScales<Format>];
            HWY_UNROLL(8)
            for (std::size_t r = 0; r < rowLanes; ++r) {
                Format::readScales(
                    rows.at(static_cast<std::int64_t>(r)), rowScales[r], rowMinimums[r]);
            }
            for (std::size_t i = 0; i < blockScales<Format>; i += rowLanes) {
                turn<blockScales<Format>>(rowScales[0] + i, scales + i * rowLanes);
                if constexpr (Format::hasMinimums) {
                    turn<blockScales<Format>>(rowMinimums[0] + i, minimums + i * rowLanes);
                }
            }
        }
    }

private:
    /// Eight times eight numbers, rows to lanes.
    template <std::size_t Stride>
    static HWY_INLINE void turn(const float* from, float* to)
    {
        const RowTag tag;
        RowVector rows[8];
        HWY_UNROLL(8)
        for (std::size_t r = 0; r < 8; ++r) {
            rows[r] = hn::LoadU(tag, from + r * Stride);
        }
        transposeFour(tag, rows);
        transposeFour(tag, rows + 4);
        HWY_UNROLL(4)
        for (std::size_t i = 0; i < 4; ++i) {
            hn::StoreU(hn::ConcatLowerLower(tag, rows[i + 4], rows[i]), tag, to + i * rowLanes);
            hn::StoreU(
                hn::ConcatUpperUpper(tag, rows[i + 4], rows[i]), tag, to + (i + 4) * rowLanes);
        }
    }
};

/// The whole sums of a part's two halves for all rows.
struct HalfSums {
    RowIntegerVector halves[2];
};

/// steps times the upper digits, times 256, plus steps times the lower ones.
template <class Digits>
HWY_INLINE RowIntegerVector dotDigits(StepVector steps, Digits upper, Digits lower)
{
    const RowIntegerTag tag;
    const auto sum = dotBytes(tag, hn::Zero(tag), steps, upper);
    return dotBytes(tag, hn::ShiftLeft<8>(sum), steps, lower);
}

template <class Format, std::size_t Column>
HWY_INLINE HalfSums dotPart(RowPointers rows, const std::int8_t* digits)
{
    const RowIntegerTag tag;
    const hn::Repartition<std::int8_t, RowIntegerTag> digitTag;
    const auto upper = hn::LoadU(digitTag, digits);
    const auto lower = hn::LoadU(digitTag, digits + partColumns);
    RowIntegerVector sums[8];
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < 8; ++r) {
        const auto row = rows.at(static_cast<std::int64_t>(r));
        sums[r] = dotDigits(Format::template steps<Column>(row), upper, lower);
    }
    const auto first = sumFour(tag, sums);
    const auto second = sumFour(tag, sums + 4);
    return {{hn::ConcatLowerLower(tag, second, first), hn::ConcatUpperUpper(tag, second, first)}};
}

// So many columns' scales are read before the first of them is used: a vector of numbers that were
// just written one by one would have to wait for them.
constexpr std::size_t scalesAheadColumns = 2048;

/// What a tile of eight rows takes in the file, and how far the product has come in it. Later tiles
/// are asked for part by part: more requests at once would wait for each other.
template <class Format>
struct TileReading {
    static constexpr std::size_t parts = Format::blockColumns / partColumns;
    static constexpr std::size_t partBytes = rowLanes * Format::blockBytes / parts;
    const std::uint8_t* first;
    std::size_t sizeBytes;
    std::size_t block;
    HWY_INLINE void prefetch(std::size_t part) const
    {
        prefetchStep<partBytes>(first, sizeBytes, block * parts + part);
    }
};

/// One block of eight rows.
template <class Format>
HWY_INLINE RowVector addBlock(RowVector sum, RowPointers rows, const RowScales<Format>& scales,
    FixedPointRows part, const TileReading<Format>& tile)
{
    constexpr std::size_t partScales = partColumns / Format::scaleColumns;
    forColumns<Format::blockColumns, partColumns>([&](auto column) {
        constexpr std::size_t inBlock = column() / partColumns;
        tile.prefetch(inBlock);
        const HalfSums sums = dotPart<Format, column()>(rows, part.digits);
        const std::size_t first = inBlock * partScales * rowLanes;
        sum = addPartSums<Format>(
            RowTag(), sum, sums.halves, part, scales.scales + first, scales.minimums + first);
        part = part.nextPart();
    });
    return sum;
}

/// Lane r: row r times the token.
template <class Format>
HWY_NOINLINE RowVector multiplyPackedRows(
    RowPointers rows, std::size_t blocks, const FixedPointRows& input)
{
    constexpr std::size_t ahead = scalesAheadColumns / Format::blockColumns;
    RowScales<Format> scales[ahead];
    RowVector sum = hn::Zero(RowTag());
    TileReading<Format> tile{rows.first, blocks * rowLanes * Format::blockBytes, 0};
    for (; tile.block < blocks; ++tile.block) {
        if (tile.block % ahead == 0) {
            const std::size_t count = std::min(ahead, blocks - tile.block);
            for (std::size_t i = 0; i < count; ++i) {
                scales[i].read({rows.first + i * Format::blockBytes, rows.stride});
            }
        }
        const auto part = static_cast<std::int64_t>(tile.block * tile.parts);
        sum = addBlock<Format>(sum, rows, scales[tile.block % ahead], input.fromPart(part), tile);
        rows.first += Format::blockBytes;
    }
    return sum;
}

/// A few tokens: eight rows stay in the first-level cache while all tokens pass.
template <class Format>
void multiplyPackedFew(const MatmulTask& task)
{
    const auto rowCount = static_cast<std::size_t>(task.rows);
    const auto blocks = static_cast<std::size_t>(task.columns) / Format::blockColumns;
    const std::size_t whole = rowCount / rowLanes * rowLanes;
    // Rows that fill no vector are computed one by one.
    for (std::size_t row = 0; row < rowCount; row += row < whole ? rowLanes : 1) {
        const RowPointers rows{task.weights + static_cast<std::int64_t>(row) * task.rowBytes,
            row < whole ? task.rowBytes : 0};
        for (std::int64_t token = 0; token < task.tokens; ++token) {
            const auto sums = multiplyPackedRows<Format>(rows, blocks, task.fixedInput.from(token));
            writeRows(RowTag(), task, row, token, sums);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
