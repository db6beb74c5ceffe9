// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// The id and the logit of the greatest logit; of equal ones the smallest id. Internal for empty
/// logits; Corrupt with E_NUMERIC when one is NaN or +infinity, or all are -infinity.
core::Result<std::int32_t> greedyToken(std::span<const float> logits);

/// Chooses the next token: the topK best, of these the fewest that hold topP of the probability,
/// of these those with at least minP times the best one's; then temperature, then noise that
/// depends on the seed and the position only. A logit of -infinity is never chosen. The same
/// logits, options and position give the same token. Thread rule: one owner (it keeps its
/// candidates' memory).
class Sampler {
public:
    explicit Sampler(const core::SamplingOptions& options)
        : m_options(options)
    {
    }

    /// The token for `position`, counted from the start of the context. Errors: as greedyToken.
    core::Result<std::int32_t> sample(std::span<const float> logits, std::int64_t position);

private:
    struct Candidate {
        float logit;
        std::int32_t id;
        double weight; ///< exp(logit - best logit)
    };
    void collect(std::span<const float> logits);
    void keepTopP();
    void keepMinP();

    core::SamplingOptions m_options;
    std::vector<Candidate> m_candidates; ///< best first
};

} // namespace inference
