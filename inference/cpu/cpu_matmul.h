// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/aligned_buffer.h"
#include "inference/cpu/fixed_point_buffer.h"
#include "inference/cpu/kernels.h"
#include "inference/cpu/thread_pool.h"
#include "inference/cpu/weight_place.h"
#include "inference/plan/llama_model.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// A weight matrix with the kernels of its format and, if any, its bias as floats.
struct CpuMatrix {
    WeightView weights; ///< in the file
    WeightPlace place; ///< where they are read
    const FormatKernels* format = nullptr;
    AlignedBuffer<float> bias;
};

/// The values of several tokens, a row a token.
struct Activations {
    float* data = nullptr;
    std::int64_t stride = 0;
    std::int64_t tokens = 0;
    [[nodiscard]] float* row(std::int64_t token) const { return data + token * stride; }
};

/// One of the products that take the same input.
struct Projection {
    const CpuMatrix* matrix = nullptr;
    float* output = nullptr; ///< a row a token
    std::int64_t outputStride = 0;
    MatmulTask::Epilogue epilogue = MatmulTask::Epilogue::Store;
};

/// Matrix products shared out over a thread pool in blocks of rows.
/// A stop leaves outputs unfinished; the caller looks at the token before it uses them.
/// Thread rule: one call at a time.
class CpuMatmul {
public:
    /// `columnsMax` is that of the widest matrix, `tokensMax` that of the longest input.
    /// OutOfMemory when the scratch cannot be had.
    static core::Result<CpuMatmul> create(const CpuKernels& kernels, ThreadPool& pool,
        std::int64_t tokensMax, std::int64_t columnsMax);

    /// All projections of the input, in one go.
    void project(
        const Activations& input, std::span<const Projection> projections, std::stop_token stop);

    /// gate.output = silu(gate) * up for the projections of the input; up.output is scratch.
    void projectGated(const Activations& input, const Projection& gate, const Projection& up,
        std::stop_token stop);

private:
    CpuMatmul(const CpuKernels& kernels, ThreadPool& pool)
        : m_kernels(&kernels)
        , m_pool(&pool)
    {
    }
    [[nodiscard]] std::int64_t rowsPerChunk(const CpuMatrix& matrix, std::int64_t tokens) const;
    void takeFixedPoint(const Activations& input, std::span<const Projection> projections);
    void multiply(const Activations& input, const Projection& projection, std::int64_t firstRow,
        std::int64_t rows, int thread);

    const CpuKernels* m_kernels;
    ThreadPool* m_pool;
    FixedPointBuffer m_fixedPoint;
    FixedPointRows m_fixedInput; ///< of the current input, when a format takes it so
    std::vector<AlignedBuffer<float>> m_scratch; ///< one a thread
    std::vector<AlignedBuffer<float>> m_partialSums; ///< one a thread
};

} // namespace inference
