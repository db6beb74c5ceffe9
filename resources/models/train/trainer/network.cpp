// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/network.h"

#include "resources/models/train/trainer/product_bf16.h"

#include <algorithm>

namespace train {

namespace {

void fit(std::vector<float>& rows, std::int64_t count)
{
    rows.resize(static_cast<std::size_t>(count));
}

} // namespace

void Network::Layer::resize(const ModelShape& shape, std::int64_t tokens)
{
    for (std::vector<float>* rows : {&in, &normed, &middle, &middleNormed}) {
        fit(*rows, tokens * shape.width);
    }
    for (std::vector<float>* rows : {&query, &out}) {
        fit(*rows, tokens * shape.queryWidth());
    }
    for (std::vector<float>* rows : {&key, &value}) {
        fit(*rows, tokens * shape.keyWidth());
    }
    for (std::vector<float>* rows : {&gate, &up, &hidden}) {
        fit(*rows, tokens * shape.feedForward);
    }
    fit(normScale, tokens);
    fit(middleScale, tokens);
    fit(logSum, tokens * shape.heads);
}

Network::Network(const ModelShape& shape, const Kernels& kernels, Precision precision)
    : m_shape(shape)
    , m_layout(shape)
    , m_kernels(kernels)
    , m_multiply(
          precision == Precision::Bf16 && hasBf16Products() ? &multiplyBf16 : kernels.multiply)
    , m_attention(shape, kernels)
    , m_layers(static_cast<std::size_t>(shape.layers))
{
}

void Network::apply(const float* rows, const float* weight, std::int64_t from, std::int64_t to,
    float* out, Write write)
{
    m_multiply(matrix(rows, m_tokens, from), matrix(weight, to, from).transposed(), {out, to},
        write, m_buffers);
}

void Network::applyBackward(const float* rows, const float* weight, const float* dOut,
    std::int64_t from, std::int64_t to, float* dRows, Write write, float* dWeight)
{
    m_multiply(
        matrix(dOut, m_tokens, to), matrix(weight, to, from), {dRows, from}, write, m_buffers);
    m_multiply(matrix(dOut, m_tokens, to).transposed(), matrix(rows, m_tokens, from),
        {dWeight, from}, Write::Add, m_buffers);
}

void Network::forwardLayer(const float* parameters, const Pack& pack, std::size_t index)
{
    const ParameterLayout::Layer& at = m_layout.layers[index];
    Layer& layer = m_layers[index];
    const auto epsilon = static_cast<float>(m_shape.normEpsilon);
    const std::int64_t width = m_shape.width;
    m_kernels.normForward(layer.in.data(), parameters + at.attentionNorm, m_tokens, width, epsilon,
        layer.normed.data(), layer.normScale.data());
    const float* normed = layer.normed.data();
    apply(normed, parameters + at.query, width, m_shape.queryWidth(), layer.query.data(),
        Write::Replace);
    apply(normed, parameters + at.key, width, m_shape.keyWidth(), layer.key.data(), Write::Replace);
    apply(normed, parameters + at.value, width, m_shape.keyWidth(), layer.value.data(),
        Write::Replace);
    m_attention.rotate(layer.query.data(), m_shape.heads, pack.begins, 1.0F);
    m_attention.rotate(layer.key.data(), m_shape.kvHeads, pack.begins, 1.0F);
    m_attention.forward({layer.query.data(), layer.key.data(), layer.value.data(), layer.out.data(),
                            layer.logSum.data()},
        pack.begins);
    layer.middle = layer.in;
    apply(layer.out.data(), parameters + at.output, m_shape.queryWidth(), width,
        layer.middle.data(), Write::Add);
    m_kernels.normForward(layer.middle.data(), parameters + at.feedForwardNorm, m_tokens, width,
        epsilon, layer.middleNormed.data(), layer.middleScale.data());
    apply(layer.middleNormed.data(), parameters + at.gate, width, m_shape.feedForward,
        layer.gate.data(), Write::Replace);
    apply(layer.middleNormed.data(), parameters + at.up, width, m_shape.feedForward,
        layer.up.data(), Write::Replace);
    m_kernels.gluForward(
        layer.gate.data(), layer.up.data(), m_tokens * m_shape.feedForward, layer.hidden.data());
    std::vector<float>& next = index + 1 < m_layers.size() ? m_layers[index + 1].in : m_last;
    next = layer.middle;
    apply(layer.hidden.data(), parameters + at.down, m_shape.feedForward, width, next.data(),
        Write::Add);
}

void Network::forward(const float* parameters, const Pack& pack)
{
    m_tokens = pack.tokens();
    const std::int64_t width = m_shape.width;
    for (Layer& layer : m_layers) {
        layer.resize(m_shape, m_tokens);
    }
    fit(m_last, m_tokens * width);
    fit(m_lastNormed, m_tokens * width);
    fit(m_lastScale, m_tokens);
    for (std::int64_t token = 0; token < m_tokens; ++token) {
        const std::int64_t id = pack.ids[static_cast<std::size_t>(token)];
        std::copy_n(parameters + m_layout.embedding + id * width, width,
            m_layers.front().in.data() + token * width);
    }
    for (std::size_t index = 0; index < m_layers.size(); ++index) {
        forwardLayer(parameters, pack, index);
    }
    m_kernels.normForward(m_last.data(), parameters + m_layout.finalNorm, m_tokens, width,
        static_cast<float>(m_shape.normEpsilon), m_lastNormed.data(), m_lastScale.data());
}

Score Network::run(const float* parameters, const Pack& pack, float scale, float* gradients)
{
    forward(parameters, pack);
    if (gradients != nullptr) {
        m_normedGradient.assign(static_cast<std::size_t>(m_tokens * m_shape.width), 0.0F);
    }
    const Score score = head(parameters, pack, scale, gradients);
    if (gradients != nullptr) {
        backward(parameters, pack, gradients);
    }
    return score;
}

std::vector<float> Network::logits(const float* parameters, const Pack& pack)
{
    forward(parameters, pack);
    std::vector<float> all(static_cast<std::size_t>(m_tokens * m_shape.vocabulary));
    apply(m_lastNormed.data(), parameters + m_layout.embedding, m_shape.width, m_shape.vocabulary,
        all.data(), Write::Replace);
    return all;
}

} // namespace train
