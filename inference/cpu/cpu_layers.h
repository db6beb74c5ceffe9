// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/cpu_kv_cache.h"
#include "inference/cpu/cpu_matmul.h"
#include "inference/cpu/cpu_weights.h"
#include "inference/cpu/cpu_workspace.h"
#include "inference/cpu/rope_table.h"
#include "inference/cpu/thread_pool.h"
#include "inference/cpu/weight_mover.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// Consecutive tokens of one sequence within a chunk.
struct CpuRun {
    CpuKvCache* cache = nullptr;
    std::int64_t firstPosition = 0;
    std::int64_t firstRow = 0; ///< in the workspace
    std::int64_t tokens = 0;
    std::int64_t wanted = 0; ///< how many of the last tokens want logits
};

/// The tokens that go through the layers together, and which of them want logits.
struct CpuChunk {
    std::vector<TokenId> tokens;
    std::vector<CpuRun> runs;
    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(tokens.size()); }
    [[nodiscard]] std::int64_t wanted() const;
};

/// The transformer itself: a chunk of tokens in, logits out, keys and values kept on the way.
/// Rows that want no logits leave the last layer as soon as their keys and values are kept.
/// Thread rule: one call at a time.
class CpuLayers {
public:
    static core::Result<std::unique_ptr<CpuLayers>> create(
        const LlamaModel& model, const CpuKernels& kernels, ThreadPool& pool);

    /// Begins to move the weights to memory that is read faster, where that is worth it.
    void moveWeights() { m_mover = WeightMover::start(m_weights.moves()); }

    /// Writes chunk.wanted() rows of `vocabulary` logits. Cancelled on a stop, which is looked at
    /// with every block of rows that a thread takes.
    core::Result<void> compute(const CpuChunk& chunk, float* logits, std::stop_token stop);

private:
    CpuLayers(const LlamaModel& model, const CpuKernels& kernels, ThreadPool& pool);

    core::Result<void> prepare(const CpuChunk& chunk);
    void embed(const CpuChunk& chunk);
    void normalise(const AlignedBuffer<float>& weight, std::int64_t tokens);
    void keepOnlyWanted(const CpuChunk& chunk, const CpuLayerWeights& layer, std::stop_token stop);
    void storeKeys(std::int64_t layer, const CpuChunk& chunk);
    void rotateHeads(CpuWorkspace::Rows& rows, std::span<const CpuRun> runs, std::int64_t heads);
    void attend(std::int64_t layer, std::span<const CpuRun> runs, std::stop_token stop);
    void feedForward(const CpuLayerWeights& layer, std::int64_t tokens, std::stop_token stop);

    /// Calls body(token) for each, in parallel when there are many.
    template <class Body>
    void forEachToken(std::int64_t tokens, Body&& body);

    const LlamaParameters& m_parameters;
    const CpuKernels& m_kernels;
    ThreadPool& m_pool;
    CpuWeights m_weights;
    CpuWorkspace m_workspace;
    std::unique_ptr<CpuMatmul> m_matmul;
    RopeTable m_rope;
    std::vector<AlignedBuffer<float>> m_attentionScratch; ///< one a thread
    float m_scoreScale = 1.0F;
    std::unique_ptr<WeightMover> m_mover; ///< last: it ends before the weights
};

} // namespace inference
