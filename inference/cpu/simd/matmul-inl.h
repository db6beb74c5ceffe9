// SPDX-License-Identifier: Apache-2.0
// The matrix product: weights, row-major as in the file, times tokens.
//
// Every product has one vector of partial sums, lane i of which takes the columns i, i + lanes,
// i + 2 lanes, … in order; one tree adds the lanes at the end. A tile computes several rows times
// several tokens at once, so that what is loaded is used more than once, but the tile's shape
// changes no product's order: its bits are the same alone, in a batch, and in a long prompt.
//
// Few tokens: rows are read from the file and converted in registers. Many tokens: a block of rows
// is expanded to floats in cache first, then all tokens run over it.
#if defined(HOLDFAST_CPU_MATMUL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_MATMUL_INL_H
#undef HOLDFAST_CPU_MATMUL_INL_H
#else
#define HOLDFAST_CPU_MATMUL_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/format_f32-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <algorithm>

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
constexpr std::size_t tileRowsMax = 8;

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

/// results[t * Rows + r] = row r times input t.
template <class Format, std::size_t Rows, std::size_t Tokens, Reading From>
HWY_NOINLINE void multiplyTile(const std::uint8_t* const* tileRowPointers,
    const float* const* tileInputs, std::size_t columns, float* HWY_RESTRICT results)
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
    const std::size_t steps = columns / stepColumns;
    for (std::size_t step = 0; step < steps; ++step) {
        if constexpr (From == Reading::Memory) {
            constexpr std::size_t stepBytes = Rows * Format::stepBytes;
            prefetchStep<stepBytes>(tileRowPointers[0], steps * stepBytes, step);
        }
        addStep<Format, Rows, Tokens>(rows, step, inputs, step * stepColumns, sums);
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

/// Puts a tile's results where they belong. `rows` of its Rows rows count.
template <std::size_t Rows>
HWY_INLINE void writeTile(const MatmulTask& task, std::size_t row, std::size_t rows,
    std::size_t token, std::size_t tokens, const float* HWY_RESTRICT results)
{
    const bool adds = task.epilogue == MatmulTask::Epilogue::Add;
    for (std::size_t t = 0; t < tokens; ++t) {
        float* HWY_RESTRICT output =
            task.output + static_cast<std::int64_t>(token + t) * task.outputStride + row;
        for (std::size_t r = 0; r < rows; ++r) {
            float value = results[t * Rows + r];
            if (task.bias != nullptr) {
                value += task.bias[row + r];
            }
            output[r] = adds ? output[r] + value : value;
        }
    }
}

/// All rows of the task times `Tokens` tokens from `token` on.
template <class Format, std::size_t Tokens, Reading From>
void multiplyRows(const MatmulTask& task, std::size_t token)
{
    constexpr std::size_t Rows = tileRows(Tokens);
    const auto rowCount = static_cast<std::size_t>(task.rows);
    const float* inputs[Tokens];
    for (std::size_t t = 0; t < Tokens; ++t) {
        inputs[t] = task.input + static_cast<std::int64_t>(token + t) * task.inputStride;
    }
    for (std::size_t row = 0; row < rowCount; row += Rows) {
        const std::size_t rows = std::min(Rows, rowCount - row);
        const std::uint8_t* pointers[Rows];
        for (std::size_t r = 0; r < Rows; ++r) {
            // A tile that sticks out computes the last row again and drops it.
            const std::size_t existing = std::min(row + r, rowCount - 1);
            pointers[r] = task.weights + static_cast<std::int64_t>(existing) * task.rowBytes;
        }
        HWY_ALIGN float results[Rows * Tokens];
        multiplyTile<Format, Rows, Tokens, From>(
            pointers, inputs, static_cast<std::size_t>(task.columns), results);
        writeTile<Rows>(task, row, rows, token, Tokens, results);
    }
}

/// At most tileTokensMax tokens.
template <class Format, Reading From, std::size_t Tokens = tileTokensMax>
void multiplyTokens(const MatmulTask& task, std::size_t token, std::size_t tokens)
{
    if (tokens == Tokens) {
        multiplyRows<Format, Tokens, From>(task, token);
    } else if constexpr (Tokens > 1) {
        multiplyTokens<Format, From, Tokens - 1>(task, token, tokens);
    }
}

template <class Format>
void expandRow(const std::uint8_t* row, std::int64_t columns, float* HWY_RESTRICT values)
{
    const auto count = static_cast<std::size_t>(columns);
    const std::size_t steps = count / stepColumns;
    for (std::size_t step = 0; step < steps; ++step) {
        const auto opened = Format::open(row, step);
        for (std::size_t offset = 0; offset < stepColumns; offset += lanes) {
            hn::StoreU(
                Format::values(opened, offset), FloatTag(), values + step * stepColumns + offset);
        }
    }
    if (const std::size_t left = count % stepColumns; left != 0) {
        HWY_ALIGN std::uint8_t copy[Format::stepBytes] = {};
        std::memcpy(copy, row + steps * Format::stepBytes, left * Format::stepBytes / stepColumns);
        const auto opened = Format::open(copy, 0);
        for (std::size_t offset = 0; offset < stepColumns; offset += lanes) {
            hn::StoreU(
                Format::values(opened, offset), FloatTag(), values + steps * stepColumns + offset);
        }
    }
}

template <class Format>
void multiply(const MatmulTask& task)
{
    const auto tokens = static_cast<std::size_t>(task.tokens);
    if (tokens <= tileTokensMax) {
        multiplyTokens<Format, Reading::Memory>(task, 0, tokens);
        return;
    }
    MatmulTask expanded = task;
    expanded.columns = roundUp(task.columns, columnPadding);
    const void* scratch = task.scratch;
    expanded.weights = static_cast<const std::uint8_t*>(scratch);
    expanded.rowBytes = expanded.columns * static_cast<std::int64_t>(sizeof(float));
    for (std::int64_t r = 0; r < task.rows; ++r) {
        expandRow<Format>(
            task.weights + r * task.rowBytes, task.columns, task.scratch + r * expanded.columns);
    }
    for (std::size_t token = 0; token < tokens; token += tileTokensMax) {
        multiplyTokens<FormatF32, Reading::Cached>(
            expanded, token, std::min(tileTokensMax, tokens - token));
    }
}

template <class Format>
constexpr FormatKernels formatKernels()
{
    return {Format::type, &multiply<Format>, &expandRow<Format>};
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
