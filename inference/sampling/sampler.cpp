// SPDX-License-Identifier: Apache-2.0
#include "inference/sampling/sampler.h"

#include "inference/sampling/philox.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

Result<std::int32_t> greedyToken(std::span<const float> logits)
{
    if (logits.empty()) {
        return fail(ErrorCode::Internal, "There are no logits to choose from.");
    }
    std::size_t best = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isnan(logits[i]) || (std::isinf(logits[i]) && logits[i] > 0)) {
            return fail({.code = ErrorCode::Corrupt,
                .message = fmt::format("The model computed {} for token {}. Its weights are "
                                       "damaged; get the file again.",
                    logits[i], i),
                .detail = "E_NUMERIC"});
        }
        if (logits[i] > logits[best]) {
            best = i;
        }
    }
    if (std::isinf(logits[best])) {
        return fail({.code = ErrorCode::Corrupt,
            .message = "The model gave no token any probability. Its weights are damaged; get the "
                       "file again.",
            .detail = "E_NUMERIC"});
    }
    return static_cast<std::int32_t>(best);
}

void Sampler::collect(std::span<const float> logits)
{
    const auto before = [](const Candidate& a, const Candidate& b) {
        return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
    };
    m_candidates.clear();
    m_candidates.reserve(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (logits[i] > -std::numeric_limits<float>::infinity()) { // others are not allowed
            m_candidates.push_back({logits[i], static_cast<std::int32_t>(i), 0});
        }
    }
    const auto wanted = static_cast<std::size_t>(std::max(m_options.topK, 0));
    if (wanted > 0 && wanted < m_candidates.size()) {
        const auto end = m_candidates.begin() + static_cast<std::ptrdiff_t>(wanted);
        std::partial_sort(m_candidates.begin(), end, m_candidates.end(), before);
        m_candidates.erase(end, m_candidates.end());
    } else {
        std::sort(m_candidates.begin(), m_candidates.end(), before);
    }
    const double best = m_candidates.front().logit;
    for (Candidate& candidate : m_candidates) {
        candidate.weight = std::exp(candidate.logit - best);
    }
}

void Sampler::keepTopP()
{
    if (m_options.topP >= 1) {
        return;
    }
    double sum = 0;
    for (const Candidate& candidate : m_candidates) {
        sum += candidate.weight;
    }
    double held = 0;
    std::size_t count = 0;
    while (count < m_candidates.size() && (count == 0 || held < m_options.topP * sum)) {
        held += m_candidates[count].weight;
        ++count;
    }
    m_candidates.resize(count);
}

void Sampler::keepMinP()
{
    // The best candidate's weight is 1, so weights are shares of it.
    const auto tooSmall = [&](const Candidate& candidate) {
        return candidate.weight < m_options.minP;
    };
    const auto end = std::find_if(m_candidates.begin() + 1, m_candidates.end(), tooSmall);
    m_candidates.erase(end, m_candidates.end());
}

Result<std::int32_t> Sampler::sample(std::span<const float> logits, std::int64_t position)
{
    const std::int32_t best = TRY(greedyToken(logits));
    if (m_options.temperature <= 0 || m_options.topK == 1) {
        return best;
    }
    collect(logits);
    keepTopP();
    keepMinP();
    double sum = 0;
    for (Candidate& candidate : m_candidates) {
        const double difference = static_cast<double>(candidate.logit)
            - static_cast<double>(logits[static_cast<std::size_t>(best)]);
        candidate.weight = std::exp(difference / m_options.temperature);
        sum += candidate.weight;
    }
    const double target = uniformAt(m_options.seed, static_cast<std::uint64_t>(position)) * sum;
    double reached = 0;
    for (const Candidate& candidate : m_candidates) {
        reached += candidate.weight;
        if (target < reached) {
            return candidate.id;
        }
    }
    return m_candidates.back().id; // rounding may leave the sum just short of the target
}

} // namespace inference
