// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/cpu/cpu_layers.h"
#include "inference/cpu/thread_pool.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// A model on the processor. Cuts what is asked for into chunks of tokens from all segments, so
/// that segments share each reading of the weights.
/// Thread rule: as LoadedModel.
class CpuModel final : public LoadedModel {
public:
    static core::Result<std::unique_ptr<CpuModel>> create(
        std::shared_ptr<const LlamaModel> model, const CpuKernels& kernels, int threads);

    /// Once the file has been read: lets the weights move to faster memory (weight_mover.h).
    void moveWeights() { m_layers->moveWeights(); }

    [[nodiscard]] const LlamaModel& model() const override { return *m_model; }
    [[nodiscard]] std::string numericsId() const override;
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t capacity, KvType type) override;
    core::Result<void> forward(std::span<const Segment> segments, std::vector<float>& logits,
        std::stop_token stop) override;

private:
    CpuModel() = default;
    core::Result<void> check(std::span<const Segment> segments) const;
    core::Result<void> computeAll(
        std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop);
    core::Result<void> computeChunk(
        CpuChunk& chunk, std::vector<float>& logits, std::stop_token stop);

    std::shared_ptr<const LlamaModel> m_model;
    std::unique_ptr<ThreadPool> m_pool;
    std::unique_ptr<CpuLayers> m_layers;
    std::string_view m_instructionSet;
};

} // namespace inference
