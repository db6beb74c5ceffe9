// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/reference_model.h"

#include "inference/reference/attention.h"
#include "inference/reference/feed_forward.h"
#include "inference/reference/rms_norm.h"
#include "inference/reference/rope.h"
#include "inference/reference/weight_rows.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <new>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// To be raised with every change of the bits that come out.
constexpr int referenceVersion = 1;

} // namespace

/// Sines, roots and exponentials are the C library's.
std::string ReferenceModel::numericsId() const
{
    return fmt::format("reference {} libc {}", referenceVersion, gnu_get_libc_version());
}

Result<std::unique_ptr<KvCache>> ReferenceModel::createCache(std::int64_t capacity, KvType type)
{
    return std::make_unique<ReferenceCache>(m_model->parameters, capacity, type);
}

Result<void> ReferenceModel::checkSegment(const Segment& segment) const
{
    const auto* cache = dynamic_cast<const ReferenceCache*>(segment.cache);
    if (cache == nullptr) {
        return fail(ErrorCode::InvalidInput, "A segment needs a cache of the model that reads it.");
    }
    const auto count = static_cast<std::int64_t>(segment.tokens.size());
    if (count > cache->capacity() - cache->length()) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} tokens do not fit a context of {} that holds {} already. Load the "
                        "model with a longer context.",
                count, cache->capacity(), cache->length()));
    }
    for (const TokenId token : segment.tokens) {
        if (token < 0 || token >= m_model->parameters.vocabulary) {
            return fail(ErrorCode::InvalidInput,
                fmt::format("Token {} is none of the model's, which go from 0 to {}.", token,
                    m_model->parameters.vocabulary - 1));
        }
    }
    return {};
}

Matrix ReferenceModel::embed(std::span<const TokenId> tokens) const
{
    Matrix hidden(static_cast<std::int64_t>(tokens.size()), m_model->parameters.width);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        readWeightRow(m_model->embedding, tokens[i], hidden.row(static_cast<std::int64_t>(i)));
    }
    return hidden;
}

void ReferenceModel::attentionStep(Matrix& hidden, std::size_t layer, ReferenceCache& cache) const
{
    const LlamaParameters& parameters = m_model->parameters;
    const LlamaLayer& weights = m_model->layers[layer];
    const auto layerIndex = static_cast<std::int64_t>(layer);
    const Matrix input =
        rmsNorm(hidden, readWeightVector(weights.attentionNorm), parameters.normEpsilon);
    Matrix queries = linear(input, weights.query, readWeightVector(weights.queryBias));
    Matrix keys = linear(input, weights.key, readWeightVector(weights.keyBias));
    const Matrix values = linear(input, weights.value, readWeightVector(weights.valueBias));
    for (std::int64_t token = 0; token < hidden.rows(); ++token) {
        const std::int64_t position = cache.length() + token;
        rotate(queries.row(token), parameters.headSize, position, m_model->ropeFrequency);
        rotate(keys.row(token), parameters.headSize, position, m_model->ropeFrequency);
        cache.store(layerIndex, keys.row(token), values.row(token));
    }
    const Matrix attended = attend(parameters, queries, cache, layerIndex, cache.length());
    hidden.add(linear(attended, weights.attentionOutput));
}

void ReferenceModel::feedForwardStep(Matrix& hidden, std::size_t layer) const
{
    const LlamaLayer& weights = m_model->layers[layer];
    const Matrix input =
        rmsNorm(hidden, readWeightVector(weights.feedForwardNorm), m_model->parameters.normEpsilon);
    hidden.add(feedForward(input, weights));
}

void ReferenceModel::appendLogits(
    const Matrix& hidden, LogitRows rows, std::vector<float>& logits) const
{
    if (rows == LogitRows::None || hidden.rows() == 0) {
        return;
    }
    const std::int64_t first = rows == LogitRows::All ? 0 : hidden.rows() - 1;
    Matrix wanted(hidden.rows() - first, hidden.columns());
    for (std::int64_t i = 0; i < wanted.rows(); ++i) {
        const std::span<const double> source = hidden.row(first + i);
        std::copy(source.begin(), source.end(), wanted.row(i).begin());
    }
    const Matrix normed =
        rmsNorm(wanted, readWeightVector(m_model->outputNorm), m_model->parameters.normEpsilon);
    const Matrix head = linear(normed, m_model->output);
    for (std::int64_t i = 0; i < head.rows(); ++i) {
        for (const double logit : head.row(i)) {
            logits.push_back(static_cast<float>(logit));
        }
    }
}

Result<void> ReferenceModel::forwardSegment(
    const Segment& segment, std::vector<float>& logits, const std::stop_token& stop) const
{
    auto& cache = dynamic_cast<ReferenceCache&>(*segment.cache);
    Matrix hidden = embed(segment.tokens);
    for (std::size_t layer = 0; layer < m_model->layers.size(); ++layer) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "The computation was stopped.");
        }
        attentionStep(hidden, layer, cache);
        feedForwardStep(hidden, layer);
    }
    appendLogits(hidden, segment.rows, logits);
    cache.extend(hidden.rows());
    return {};
}

Result<void> ReferenceModel::forward(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    for (const Segment& segment : segments) {
        TRY(checkSegment(segment));
    }
    std::vector<std::int64_t> lengths;
    for (const Segment& segment : segments) {
        lengths.push_back(segment.cache->length());
    }
    const std::size_t logitsBefore = logits.size();
    Result<void> outcome;
    try {
        for (std::size_t i = 0; i < segments.size() && outcome; ++i) {
            outcome = forwardSegment(segments[i], logits, stop);
        }
    } catch (const std::bad_alloc&) {
        outcome = fail(ErrorCode::OutOfMemory, "No memory is left for the computation.");
    }
    for (std::size_t i = 0; i < segments.size() && !outcome; ++i) {
        segments[i].cache->truncate(lengths[i]);
        logits.resize(logitsBefore);
    }
    return outcome;
}

} // namespace inference
