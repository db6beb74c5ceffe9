// SPDX-License-Identifier: Apache-2.0
// The half of Network that goes back: the head's loss, then layer by layer.
#include "resources/models/train/trainer/network.h"

#include <algorithm>

namespace train {

namespace {

/// Rows of logits at a time: they are the widest rows there are.
constexpr std::int64_t headRows = 512;

} // namespace

void Score::add(const Score& other)
{
    loss += other.loss;
    weight += other.weight;
    answerLoss += other.answerLoss;
    answerTokens += other.answerTokens;
    answerHits += other.answerHits;
    samples += other.samples;
    samplesWhole += other.samplesWhole;
}

void Network::headChunk(const float* parameters, const Pack& pack,
    const std::vector<std::int64_t>& tokens, float scale, float* gradients, Score& score,
    std::vector<bool>& missed)
{
    const auto rows = static_cast<std::int64_t>(tokens.size());
    const std::int64_t width = m_shape.width;
    const std::int64_t vocabulary = m_shape.vocabulary;
    m_headRows.resize(static_cast<std::size_t>(rows * width));
    m_logits.resize(static_cast<std::size_t>(rows * vocabulary));
    for (std::int64_t row = 0; row < rows; ++row) {
        std::copy_n(m_lastNormed.data() + tokens[static_cast<std::size_t>(row)] * width, width,
            m_headRows.data() + row * width);
    }
    const float* embedding = parameters + m_layout.embedding;
    m_multiply(matrix(m_headRows.data(), rows, width),
        matrix(embedding, vocabulary, width).transposed(), {m_logits.data(), vocabulary},
        Write::Replace, m_buffers);
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto token = static_cast<std::size_t>(tokens[static_cast<std::size_t>(row)]);
        float* logits = m_logits.data() + row * vocabulary;
        const std::int32_t expected = pack.ids[token + 1];
        if (pack.isAnswer[token]) {
            const bool hit = std::max_element(logits, logits + vocabulary) == logits + expected;
            score.answerHits += hit ? 1 : 0;
            ++score.answerTokens;
            missed[token] = !hit;
        }
        const float weight = pack.weights[token];
        const float loss = m_kernels.crossEntropy(logits, vocabulary, expected, weight * scale);
        score.loss += static_cast<double>(loss) * weight;
        score.weight += weight;
        score.answerLoss += pack.isAnswer[token] ? static_cast<double>(loss) : 0.0;
    }
    if (gradients == nullptr) {
        return;
    }
    m_headGradient.resize(m_headRows.size());
    const MatrixView slopes = matrix(m_logits.data(), rows, vocabulary);
    m_multiply(slopes, matrix(embedding, vocabulary, width), {m_headGradient.data(), width},
        Write::Replace, m_buffers);
    m_multiply(slopes.transposed(), matrix(m_headRows.data(), rows, width),
        {gradients + m_layout.embedding, width}, Write::Add, m_buffers);
    for (std::int64_t row = 0; row < rows; ++row) {
        std::copy_n(m_headGradient.data() + row * width, width,
            m_normedGradient.data() + tokens[static_cast<std::size_t>(row)] * width);
    }
}

Score Network::head(const float* parameters, const Pack& pack, float scale, float* gradients)
{
    Score score;
    std::vector<std::int64_t> chunk;
    std::vector<bool> missed(pack.ids.size(), false);
    for (std::int64_t token = 0; token < m_tokens; ++token) {
        if (pack.weights[static_cast<std::size_t>(token)] > 0) {
            chunk.push_back(token);
        }
        const bool isFull = static_cast<std::int64_t>(chunk.size()) == headRows;
        if (!chunk.empty() && (isFull || token + 1 == m_tokens)) {
            headChunk(parameters, pack, chunk, scale, gradients, score, missed);
            chunk.clear();
        }
    }
    score.samples = pack.samples();
    for (std::int64_t sample = 0; sample < pack.samples(); ++sample) {
        const auto at = static_cast<std::size_t>(sample);
        const auto begin = missed.begin() + pack.begins[at];
        const auto end = missed.begin() + pack.begins[at + 1];
        score.samplesWhole += std::find(begin, end, true) == end ? 1 : 0;
    }
    return score;
}

/// m_gradient is the gradient behind the layer; it becomes that of the layer's middle.
void Network::backwardFeedForward(const float* parameters, std::size_t index, float* gradients)
{
    const ParameterLayout::Layer& at = m_layout.layers[index];
    Layer& layer = m_layers[index];
    const std::int64_t width = m_shape.width;
    const std::int64_t inner = m_shape.feedForward;
    m_hiddenGradient.resize(layer.hidden.size());
    applyBackward(layer.hidden.data(), parameters + at.down, m_gradient.data(), inner, width,
        m_hiddenGradient.data(), Write::Replace, gradients + at.down);
    m_kernels.gluBackward(
        layer.gate.data(), layer.up.data(), m_hiddenGradient.data(), m_tokens * inner);
    applyBackward(layer.middleNormed.data(), parameters + at.gate, layer.gate.data(), width, inner,
        m_normedGradient.data(), Write::Replace, gradients + at.gate);
    applyBackward(layer.middleNormed.data(), parameters + at.up, layer.up.data(), width, inner,
        m_normedGradient.data(), Write::Add, gradients + at.up);
    m_kernels.normBackward(layer.middle.data(), parameters + at.feedForwardNorm,
        layer.middleScale.data(), m_normedGradient.data(), m_tokens, width, m_gradient.data(),
        gradients + at.feedForwardNorm);
}

/// m_gradient is the gradient of the layer's middle; it becomes that before the layer.
void Network::backwardAttention(
    const float* parameters, const Pack& pack, std::size_t index, float* gradients)
{
    const ParameterLayout::Layer& at = m_layout.layers[index];
    Layer& layer = m_layers[index];
    const std::int64_t width = m_shape.width;
    m_outGradient.resize(layer.out.size());
    m_queryGradient.assign(layer.query.size(), 0.0F);
    m_keyGradient.assign(layer.key.size(), 0.0F);
    m_valueGradient.assign(layer.value.size(), 0.0F);
    applyBackward(layer.out.data(), parameters + at.output, m_gradient.data(), m_shape.queryWidth(),
        width, m_outGradient.data(), Write::Replace, gradients + at.output);
    m_attention.backward({layer.query.data(), layer.key.data(), layer.value.data(),
                             layer.out.data(), layer.logSum.data()},
        {m_queryGradient.data(), m_keyGradient.data(), m_valueGradient.data(), m_outGradient.data(),
            nullptr},
        pack.begins);
    m_attention.rotate(m_queryGradient.data(), m_shape.heads, pack.begins, -1.0F);
    m_attention.rotate(m_keyGradient.data(), m_shape.kvHeads, pack.begins, -1.0F);
    const float* normed = layer.normed.data();
    applyBackward(normed, parameters + at.query, m_queryGradient.data(), width,
        m_shape.queryWidth(), m_normedGradient.data(), Write::Replace, gradients + at.query);
    applyBackward(normed, parameters + at.key, m_keyGradient.data(), width, m_shape.keyWidth(),
        m_normedGradient.data(), Write::Add, gradients + at.key);
    applyBackward(normed, parameters + at.value, m_valueGradient.data(), width, m_shape.keyWidth(),
        m_normedGradient.data(), Write::Add, gradients + at.value);
    m_kernels.normBackward(layer.in.data(), parameters + at.attentionNorm, layer.normScale.data(),
        m_normedGradient.data(), m_tokens, width, m_gradient.data(), gradients + at.attentionNorm);
}

void Network::backward(const float* parameters, const Pack& pack, float* gradients)
{
    const std::int64_t width = m_shape.width;
    m_gradient.assign(static_cast<std::size_t>(m_tokens * width), 0.0F);
    m_kernels.normBackward(m_last.data(), parameters + m_layout.finalNorm, m_lastScale.data(),
        m_normedGradient.data(), m_tokens, width, m_gradient.data(),
        gradients + m_layout.finalNorm);
    for (std::size_t index = m_layers.size(); index-- > 0;) {
        backwardFeedForward(parameters, index, gradients);
        backwardAttention(parameters, pack, index, gradients);
    }
    for (std::int64_t token = 0; token < m_tokens; ++token) {
        const std::int64_t id = pack.ids[static_cast<std::size_t>(token)];
        m_kernels.add(
            gradients + m_layout.embedding + id * width, m_gradient.data() + token * width, width);
    }
}

} // namespace train
