// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_matmul.h"

#include <algorithm>
#include <array>

namespace inference {

namespace {

// Rows expanded to floats stay in a core's second-level cache while all tokens run over them.
constexpr std::int64_t expandedBytesMax = 512 * 1024;
// What one thread takes at a time of weights that are read once.
constexpr std::int64_t directBytesMax = 96 * 1024;
// Several chunks a thread, so that none waits long for the last one.
constexpr std::int64_t chunksPerThread = 4;
constexpr std::int64_t rowUnit = 32;
constexpr std::int64_t expandedRowsMax = 512;
constexpr std::size_t projectionsMax = 4;
// Fewer tokens than this are made whole numbers by the calling thread.
constexpr std::int64_t sharedTokensMin = 8;
constexpr std::int64_t tokensPerChunk = 4;

/// What a row takes when it is unpacked for many tokens.
std::int64_t unpackedRowBytes(const CpuMatrix& matrix)
{
    const std::int64_t columns = roundUp(matrix.weights.columns, columnPadding);
    // Floats; or a byte each and at most two floats for 32 of them.
    return matrix.format->takesFixedPoint ? columns + columns / 4
                                          : columns * static_cast<std::int64_t>(sizeof(float));
}

} // namespace

core::Result<CpuMatmul> CpuMatmul::create(
    const CpuKernels& kernels, ThreadPool& pool, std::int64_t tokensMax, std::int64_t columnsMax)
{
    CpuMatmul matmul(kernels, pool);
    const std::int64_t floats =
        std::max(expandedBytesMax / static_cast<std::int64_t>(sizeof(float)),
            matmulScratch(rowUnit, columnsMax));
    for (int thread = 0; thread < pool.threads(); ++thread) {
        matmul.m_scratch.push_back(TRY(AlignedBuffer<float>::create(floats, "expanded weights")));
        matmul.m_partialSums.push_back(
            TRY(AlignedBuffer<float>::create(matmulPartialSums(expandedRowsMax), "partial sums")));
    }
    matmul.m_fixedPoint = TRY(FixedPointBuffer::create(tokensMax, columnsMax));
    return matmul;
}

std::int64_t CpuMatmul::rowsPerChunk(const CpuMatrix& matrix, std::int64_t tokens) const
{
    const bool direct = tokens <= matrix.format->tokensDirect;
    const std::int64_t fitting = direct
        ? directBytesMax / std::max<std::int64_t>(1, matrix.weights.rowBytes())
        : std::min(expandedRowsMax, expandedBytesMax / unpackedRowBytes(matrix));
    const std::int64_t fair = matrix.weights.rows / (chunksPerThread * m_pool->threads());
    // Rounded down: the scratch holds no more; one unit it always holds.
    return std::max(rowUnit, std::min(fitting, fair) / rowUnit * rowUnit);
}

void CpuMatmul::takeFixedPoint(const Activations& input, std::span<const Projection> projections)
{
    const auto takes = [](const Projection& projection) {
        return projection.matrix->format->takesFixedPoint;
    };
    if (std::none_of(projections.begin(), projections.end(), takes)) {
        return;
    }
    m_fixedInput = m_fixedPoint.rows(projections.front().matrix->weights.columns);
    const auto convert = [&](std::int64_t chunk, int) {
        const std::int64_t end = std::min(input.tokens, (chunk + 1) * tokensPerChunk);
        for (std::int64_t token = chunk * tokensPerChunk; token < end; ++token) {
            m_kernels->toFixedPoint(input.row(token), m_fixedInput.from(token));
        }
    };
    const std::int64_t chunks = (input.tokens + tokensPerChunk - 1) / tokensPerChunk;
    if (input.tokens >= sharedTokensMin) {
        m_pool->run(chunks, convert);
        return;
    }
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        convert(chunk, 0);
    }
}

void CpuMatmul::multiply(const Activations& input, const Projection& projection,
    std::int64_t firstRow, std::int64_t rows, int thread)
{
    const CpuMatrix& matrix = *projection.matrix;
    MatmulTask task;
    task.rowBytes = matrix.weights.rowBytes();
    task.weights = matrix.place.data() + firstRow * task.rowBytes;
    task.rows = rows;
    task.columns = matrix.weights.columns;
    task.input = input.data;
    task.inputStride = input.stride;
    task.fixedInput = m_fixedInput;
    task.tokens = input.tokens;
    task.output = projection.output + firstRow;
    task.outputStride = projection.outputStride;
    task.bias = matrix.bias.size() > 0 ? matrix.bias.data() + firstRow : nullptr;
    task.epilogue = projection.epilogue;
    task.scratch = m_scratch[static_cast<std::size_t>(thread)].data();
    task.partialSums = m_partialSums[static_cast<std::size_t>(thread)].data();
    matrix.format->matmul(task);
}

void CpuMatmul::project(
    const Activations& input, std::span<const Projection> projections, std::stop_token stop)
{
    takeFixedPoint(input, projections);
    std::array<std::int64_t, projectionsMax> rows{};
    std::array<std::int64_t, projectionsMax + 1> firstChunk{};
    const std::size_t count = std::min(projections.size(), projectionsMax);
    for (std::size_t i = 0; i < count; ++i) {
        const WeightView& weights = projections[i].matrix->weights;
        rows[i] = rowsPerChunk(*projections[i].matrix, input.tokens);
        firstChunk[i + 1] = firstChunk[i] + (weights.rows + rows[i] - 1) / rows[i];
    }
    m_pool->run(firstChunk[count], [&](std::int64_t chunk, int thread) {
        if (stop.stop_requested()) {
            return;
        }
        std::size_t i = 0;
        while (chunk >= firstChunk[i + 1]) {
            ++i;
        }
        const std::int64_t first = (chunk - firstChunk[i]) * rows[i];
        const std::int64_t left = projections[i].matrix->weights.rows - first;
        multiply(input, projections[i], first, std::min(rows[i], left), thread);
    });
}

void CpuMatmul::projectGated(
    const Activations& input, const Projection& gate, const Projection& up, std::stop_token stop)
{
    const std::int64_t rows = gate.matrix->weights.rows;
    const std::int64_t perChunk =
        std::min(rowsPerChunk(*gate.matrix, input.tokens), rowsPerChunk(*up.matrix, input.tokens));
    takeFixedPoint(input, std::array{gate, up});
    m_pool->run((rows + perChunk - 1) / perChunk, [&](std::int64_t chunk, int thread) {
        if (stop.stop_requested()) {
            return;
        }
        const std::int64_t first = chunk * perChunk;
        const std::int64_t count = std::min(perChunk, rows - first);
        multiply(input, gate, first, count, thread);
        multiply(input, up, first, count, thread);
        for (std::int64_t token = 0; token < input.tokens; ++token) {
            m_kernels->swiGlu(gate.output + token * gate.outputStride + first,
                up.output + token * up.outputStride + first, count);
        }
    });
}

} // namespace inference
