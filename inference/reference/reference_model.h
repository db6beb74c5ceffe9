// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/reference/matrix.h"
#include "inference/reference/reference_cache.h"

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace inference {

/// A llama model computed in double, one step after the other as the papers have it: what every
/// faster backend is measured against. No cleverness on purpose.
/// Thread rule: one forward() at a time.
class ReferenceModel final : public LoadedModel {
public:
    explicit ReferenceModel(std::shared_ptr<const LlamaModel> model)
        : m_model(std::move(model))
    {
    }

    [[nodiscard]] const LlamaModel& model() const override { return *m_model; }
    [[nodiscard]] std::string numericsId() const override;
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t capacity, KvType type) override;
    core::Result<void> forward(std::span<const Segment> segments, std::vector<float>& logits,
        std::stop_token stop) override;

private:
    core::Result<void> checkSegment(const Segment& segment) const;
    core::Result<void> forwardSegment(
        const Segment& segment, std::vector<float>& logits, const std::stop_token& stop) const;
    [[nodiscard]] Matrix embed(std::span<const TokenId> tokens) const;
    void attentionStep(Matrix& hidden, std::size_t layer, ReferenceCache& cache) const;
    void feedForwardStep(Matrix& hidden, std::size_t layer) const;
    void appendLogits(const Matrix& hidden, LogitRows rows, std::vector<float>& logits) const;

    std::shared_ptr<const LlamaModel> m_model; ///< immutable, shared with whoever opened the file
};

} // namespace inference
