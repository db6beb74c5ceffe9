// SPDX-License-Identifier: Apache-2.0
// The innermost part of the matrix product: some rows times some tokens, all sums in registers.
//
// Every product has one vector of partial sums, lane i of which takes the columns i, i + lanes,
// i + 2 lanes, … in order; one tree adds the lanes at the end. A tile computes several rows times
// several tokens at once, so that what is loaded is used more than once, but the tile's shape
// changes no product's order.
#if defined(HOLDFAST_CPU_MATMUL_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_MATMUL_TILE_INL_H
#undef HOLDFAST_CPU_MATMUL_TILE_INL_H
#else
#define HOLDFAST_CPU_MATMUL_TILE_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

constexpr std::size_t stepColumns = columnPadding;

// Tiles fill the registers: 32 of AVX-512 hold 4 x 6 sums, 16 of AVX2 4 x 3.
constexpr std::size_t tileTokensMax = lanes >= 16 ? 6 : 3;

constexpr std::size_t tileRows(std::size_t tokens)
{
    return tokens == 1 ? 8 : 4;
}

// Six tokens' part of a block and four rows' fit in a first-level cache of 48 KiB.
constexpr std::size_t blockColumnsMax = 1024;

// Weights that are read once come at the speed of memory only when many lines are on their way:
// far ahead into the second-level cache, one tile ahead into the first. (16 GB/s instead of 10 a
// core.) An address beyond the matrix does no harm: prefetching never faults.
constexpr std::size_t prefetchFarBytes = 32 * 1024;
constexpr std::size_t lineBytes = 64;

enum class Reading { Cached, Memory };

/// Asks for the lines that the same step of later tiles needs; tiles lie one behind the other.
template <std::size_t StepBytes>
HWY_INLINE void prefetchStep(const std::uint8_t* tile, std::size_t tileBytes, std::size_t step)
{
    const std::uint8_t* from = tile + step * StepBytes;
    HWY_UNROLL(16)
    for (std::size_t byte = 0; byte < StepBytes; byte += lineBytes) {
        __builtin_prefetch(from + tileBytes + byte, 0, 3);
        __builtin_prefetch(from + prefetchFarBytes + byte, 0, 2);
    }
}

/// One step of 32 columns of all rows and tokens of a tile.
template <class Format, std::size_t Rows, std::size_t Tokens>
HWY_INLINE void addStep(const std::uint8_t* const* rows, std::size_t step,
    const float* const* inputs, std::size_t column, FloatVector* HWY_RESTRICT sums)
{
    typename Format::Step steps[Rows];
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < Rows; ++r) {
        steps[r] = Format::open(rows[r], step);
    }
    HWY_UNROLL(8)
    for (std::size_t offset = 0; offset < stepColumns; offset += lanes) {
        FloatVector input[Tokens];
        HWY_UNROLL(8)
        for (std::size_t t = 0; t < Tokens; ++t) {
            input[t] = hn::LoadU(FloatTag(), inputs[t] + column + offset);
        }
        HWY_UNROLL(8)
        for (std::size_t r = 0; r < Rows; ++r) {
            const FloatVector weight = Format::values(steps[r], offset);
            HWY_UNROLL(8)
            for (std::size_t t = 0; t < Tokens; ++t) {
                sums[t * Rows + r] = hn::MulAdd(weight, input[t], sums[t * Rows + r]);
            }
        }
    }
}

/// Where a tile goes on from and where it stops, when its columns are done in several blocks.
/// Sums are kept as they are, vector by vector, so that cutting changes no bit.
struct PartialSums {
    const float* before = nullptr; ///< none: from zero
    float* after = nullptr; ///< none: these are the last columns, add the lanes
};

/// results[t * Rows + r] = row r times input t.
template <class Format, std::size_t Rows, std::size_t Tokens, Reading From>
HWY_NOINLINE void multiplyTile(const std::uint8_t* const* tileRowPointers,
    const float* const* tileInputs, std::size_t columns, const PartialSums& partial,
    float* HWY_RESTRICT results)
{
    const std::uint8_t* rows[Rows];
    const float* inputs[Tokens];
    FloatVector sums[Rows * Tokens];
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < Rows; ++r) {
        rows[r] = tileRowPointers[r];
    }
    HWY_UNROLL(8)
    for (std::size_t t = 0; t < Tokens; ++t) {
        inputs[t] = tileInputs[t];
    }
    HWY_UNROLL(32)
    for (std::size_t i = 0; i < Rows * Tokens; ++i) {
        sums[i] = hn::Zero(FloatTag());
    }
    if (partial.before != nullptr) {
        HWY_UNROLL(32)
        for (std::size_t i = 0; i < Rows * Tokens; ++i) {
            sums[i] = hn::Load(FloatTag(), partial.before + i * lanes);
        }
    }
    const std::size_t steps = columns / stepColumns;
    for (std::size_t step = 0; step < steps; ++step) {
        if constexpr (From == Reading::Memory) {
            constexpr std::size_t stepBytes = Rows * Format::stepBytes;
            prefetchStep<stepBytes>(tileRowPointers[0], steps * stepBytes, step);
        }
        addStep<Format, Rows, Tokens>(rows, step, inputs, step * stepColumns, sums);
    }
    if (partial.after != nullptr) {
        HWY_UNROLL(32)
        for (std::size_t i = 0; i < Rows * Tokens; ++i) {
            hn::Store(sums[i], FloatTag(), partial.after + i * lanes);
        }
        return;
    }
    if (const std::size_t left = columns % stepColumns; left != 0) {
        // Beyond the last column lies the next row or the end of the file.
        HWY_ALIGN std::uint8_t copies[Rows][Format::stepBytes] = {};
        for (std::size_t r = 0; r < Rows; ++r) {
            std::memcpy(copies[r], rows[r] + steps * Format::stepBytes,
                left * Format::stepBytes / stepColumns);
            rows[r] = copies[r];
        }
        addStep<Format, Rows, Tokens>(rows, 0, inputs, steps * stepColumns, sums);
    }
    storeLaneSums<Rows * Tokens>(sums, results);
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
