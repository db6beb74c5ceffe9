// SPDX-License-Identifier: Apache-2.0
// The matrix product: weights, row-major as in the file, times tokens, tile by tile. A product's
// bits are the same alone, in a batch, and in a long prompt (matmul_tile-inl.h says why).
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
#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/matmul_tile-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

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

/// The same for a whole tile of four rows, the common case.
HWY_INLINE void writeFourRows(const MatmulTask& task, std::size_t row, std::size_t token,
    std::size_t tokens, const float* HWY_RESTRICT results)
{
    const hn::CappedTag<float, 4> four;
    constexpr std::size_t step = hn::MaxLanes(four);
    const bool adds = task.epilogue == MatmulTask::Epilogue::Add;
    for (std::size_t t = 0; t < tokens; ++t) {
        float* HWY_RESTRICT output =
            task.output + static_cast<std::int64_t>(token + t) * task.outputStride + row;
        for (std::size_t r = 0; r < 4; r += step) {
            auto value = hn::LoadU(four, results + t * 4 + r);
            if (task.bias != nullptr) {
                value = hn::Add(value, hn::LoadU(four, task.bias + row + r));
            }
            hn::StoreU(
                adds ? hn::Add(hn::LoadU(four, output + r), value) : value, four, output + r);
        }
    }
}

/// The columns are done in blocks, so that the tokens' part of a block stays in the first-level
/// cache while all rows pass. Rows from the file pass only once.
template <Reading From>
constexpr std::size_t blockColumns(std::size_t columns)
{
    const std::size_t blocks =
        From == Reading::Memory ? 1 : (columns + blockColumnsMax - 1) / blockColumnsMax;
    return blocks <= 1 ? columns : (columns / blocks + stepColumns - 1) / stepColumns * stepColumns;
}

/// All rows of the task times `Tokens` tokens from `token` on.
template <class Format, std::size_t Tokens, Reading From>
void multiplyRows(const MatmulTask& task, std::size_t token)
{
    constexpr std::size_t Rows = tileRows(Tokens);
    constexpr std::size_t partialFloats = Rows * Tokens * lanes;
    const auto rowCount = static_cast<std::size_t>(task.rows);
    const auto columns = static_cast<std::size_t>(task.columns);
    const std::size_t perBlock = blockColumns<From>(columns);
    for (std::size_t column = 0; column < columns; column += perBlock) {
        const bool last = column + perBlock >= columns;
        const float* inputs[Tokens];
        for (std::size_t t = 0; t < Tokens; ++t) {
            inputs[t] =
                task.input + static_cast<std::int64_t>(token + t) * task.inputStride + column;
        }
        float* partialSums = task.partialSums;
        for (std::size_t row = 0; row < rowCount; row += Rows) {
            const std::uint8_t* pointers[Rows];
            for (std::size_t r = 0; r < Rows; ++r) {
                // A tile that sticks out computes the last row again and drops it.
                const std::size_t existing = std::min(row + r, rowCount - 1);
                pointers[r] = task.weights + static_cast<std::int64_t>(existing) * task.rowBytes
                    + column / stepColumns * Format::stepBytes;
            }
            HWY_ALIGN float results[Rows * Tokens];
            multiplyTile<Format, Rows, Tokens, From>(pointers, inputs,
                last ? columns - column : perBlock,
                {column > 0 ? partialSums : nullptr, last ? nullptr : partialSums}, results);
            partialSums += partialFloats;
            if (!last) {
                continue;
            }
            if (Rows == 4 && rowCount - row >= 4) {
                writeFourRows(task, row, token, Tokens, results);
            } else {
                writeTile<Rows>(task, row, std::min(Rows, rowCount - row), token, Tokens, results);
            }
        }
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
    multiplyExpanded(expanded);
}

template <class Format>
constexpr FormatKernels formatKernels()
{
    return {.type = Format::type,
        .takesFixedPoint = false,
        .tokensDirect = static_cast<std::int64_t>(tileTokensMax),
        .matmul = &multiply<Format>,
        .expand = &expandRow<Format>};
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
