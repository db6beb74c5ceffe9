// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/cpu/fixed_point.h"
#include "inference/gguf/tensor_info.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace inference {

/// Rows of numbers that kernels read as vectors are padded with zeros to a multiple of this.
constexpr std::int64_t columnPadding = 32;

/// Keys are kept in blocks of this many positions, so that one vector holds one dimension of
/// several positions.
constexpr std::int64_t positionBlock = 16;

/// The most (query, head) rows of attention that are computed together.
constexpr std::int64_t attentionRowsMax = 16;

constexpr std::int64_t roundUp(std::int64_t value, std::int64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/// Some rows of a weight matrix times some tokens: output[t][r] is the dot product of row r and
/// input t. The order of its additions is the same for every shape of the task.
struct MatmulTask {
    enum class Epilogue { Store, Add };
    const std::uint8_t* weights = nullptr; ///< the first row
    std::int64_t rowBytes = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    const float* input = nullptr; ///< tokens x inputStride, zeros from `columns` to the padding
    std::int64_t inputStride = 0;
    FixedPointRows fixedInput; ///< the input for formats that take it so, else unused
    std::int64_t tokens = 0;
    float* output = nullptr; ///< tokens x outputStride
    std::int64_t outputStride = 0;
    const float* bias = nullptr; ///< one a row, or none
    Epilogue epilogue = Epilogue::Store;
    // Only for more tokens than a format takes directly:
    float* scratch = nullptr; ///< matmulScratch() floats, aligned to a cache line
    float* partialSums = nullptr; ///< matmulPartialSums() floats, aligned to a cache line
};

/// Floats of scratch for so many rows: expanded rows, or panels of packed ones.
constexpr std::int64_t matmulScratch(std::int64_t rows, std::int64_t columns)
{
    return roundUp(rows, 16) * roundUp(columns, columnPadding);
}

/// Sums of a product with many columns that wait for the next block of columns.
constexpr std::int64_t matmulPartialSums(std::int64_t rows)
{
    constexpr std::int64_t tileRows = 4;
    constexpr std::int64_t tileFloats = tileRows * 6 * 16; // tokens and lanes at most
    return (rows + tileRows - 1) / tileRows * tileFloats;
}

/// What depends on how weights are written in the file.
struct FormatKernels {
    TensorType type = TensorType::F32;
    bool takesFixedPoint = false; ///< multiplies fixedInput, not input
    std::int64_t tokensDirect = 0; ///< up to this many tokens, weights are read once as they are
    void (*matmul)(const MatmulTask& task) = nullptr;
    /// Writes one row as floats, then zeros up to the padding.
    void (*expand)(const std::uint8_t* row, std::int64_t columns, float* values) = nullptr;
};

static_assert(pagePositions % positionBlock == 0);

/// Keys and values of one layer and one KV head, a part of each page of a sequence. In a page,
/// keys: [block of positions][dimension][position in block]; values: [position][dimension padded to
/// positionBlock].
struct KeyValueView {
    std::uint8_t* const* pages = nullptr; ///< of pagePositions positions each, in order
    std::int64_t keysAt = 0; ///< bytes from a page's beginning, aligned to a cache line
    std::int64_t valuesAt = 0; ///< as keysAt
    std::int64_t headSize = 0;
};

/// Causal attention of consecutive queries of one sequence, for the heads that share a KV head.
struct AttentionTask {
    KeyValueView memory;
    std::int64_t firstPosition = 0; ///< of the first query; it sees firstPosition + 1 positions
    std::int64_t queries = 0;
    std::int64_t heads = 0; ///< that share the KV head; queries * heads is at most
                            ///< attentionRowsMax unless queries is 1
    const float* query = nullptr; ///< first query, first head; heads lie headSize apart
    std::int64_t queryStride = 0;
    float* output = nullptr; ///< as query
    std::int64_t outputStride = 0;
    float scale = 1.0F;
    float* scratch = nullptr; ///< attentionScratch() floats
};

/// To be raised by whoever changes the bits that any kernel gives: pages that were kept by another
/// version are then no longer used.
constexpr int kernelsVersion = 2;

/// Floats of scratch that attention over `positions` needs for `rows` (query, head) rows.
constexpr std::int64_t attentionScratch(
    std::int64_t rows, std::int64_t positions, std::int64_t headSize)
{
    return rows * (roundUp(positions, positionBlock) + roundUp(headSize, positionBlock));
}

/// What depends on how keys and values are kept.
struct KvKernels {
    /// Writes one position's key and value (headSize floats each).
    void (*store)(const KeyValueView& memory, std::int64_t position, const float* key,
        const float* value) = nullptr;
    void (*attend)(const AttentionTask& task) = nullptr;
};

/// The kernels compiled for one instruction set. Each result's bits depend on its own numbers and
/// on the instruction set only.
struct CpuKernels {
    std::string_view name; ///< "AVX-512"
    std::span<const FormatKernels> formats;
    KvKernels kvF16;
    KvKernels kvF32;

    /// One token's columns, padded with zeros to whole parts. Its rows are output.parts wide.
    void (*toFixedPoint)(const float* input, const FixedPointRows& output) = nullptr;

    /// output = input / rms(input) * weight over `width`; all padded with zeros.
    void (*rmsNorm)(const float* input, const float* weight, std::int64_t width, float epsilon,
        float* output) = nullptr;

    /// gate = silu(gate) * up.
    void (*swiGlu)(float* gate, const float* up, std::int64_t count) = nullptr;

    /// Rotates adjacent pairs of the first `dimensions` values of a head. `table` has for each
    /// value its cosine, then for each value its sine, negative for the first of a pair.
    void (*rotate)(float* head, const float* table, std::int64_t dimensions) = nullptr;

    [[nodiscard]] const FormatKernels* format(TensorType type) const;
    [[nodiscard]] const KvKernels& kv(KvType type) const
    {
        return type == KvType::F16 ? kvF16 : kvF32;
    }
};

/// The kernels this machine can run, the best first. Never empty.
std::span<const CpuKernels* const> supportedCpuKernels();

} // namespace inference
