// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/attention.h"

#include <algorithm>
#include <cmath>

namespace train {

namespace {

constexpr std::int64_t blockQueries = 64;

} // namespace

/// Queries [first, first + count) of a sample that begins at `begin`, for one head. They see the
/// keys [begin, first + count).
struct Attention::Block {
    std::int64_t begin, first, count, head;
    [[nodiscard]] std::int64_t keys() const { return first + count - begin; }
    /// How many keys the first of the queries sees.
    [[nodiscard]] std::int64_t firstLimit() const { return first - begin + 1; }
};

Attention::Attention(const ModelShape& shape, const Kernels& kernels)
    : m_shape(shape)
    , m_kernels(kernels)
    , m_scale(1.0F / std::sqrt(static_cast<float>(shape.headSize)))
{
    const std::int64_t pairs = shape.headSize / 2;
    for (std::int64_t position = 0; position < shape.context; ++position) {
        for (std::int64_t i = 0; i < pairs; ++i) {
            const double exponent =
                -2.0 * static_cast<double>(i) / static_cast<double>(shape.headSize);
            const double angle = static_cast<double>(position) * std::pow(shape.ropeBase, exponent);
            m_cosines.push_back(static_cast<float>(std::cos(angle)));
            m_sines.push_back(static_cast<float>(std::sin(angle)));
        }
    }
    const auto scores = static_cast<std::size_t>(blockQueries * shape.context);
    m_probabilities.resize(scores);
    m_slopes.resize(scores);
    m_shifts.resize(blockQueries);
}

void Attention::rotate(
    float* rows, std::int64_t heads, std::span<const std::int64_t> begins, float direction) const
{
    const std::int64_t pairs = m_shape.headSize / 2;
    for (std::size_t sample = 0; sample + 1 < begins.size(); ++sample) {
        for (std::int64_t token = begins[sample]; token < begins[sample + 1]; ++token) {
            const std::int64_t at = (token - begins[sample]) * pairs;
            float* pair = rows + token * heads * m_shape.headSize;
            for (std::int64_t head = 0; head < heads; ++head) {
                for (std::int64_t i = 0; i < pairs; ++i, pair += 2) {
                    const float cosine = m_cosines[static_cast<std::size_t>(at + i)];
                    const float sine = m_sines[static_cast<std::size_t>(at + i)] * direction;
                    const float x = pair[0];
                    const float y = pair[1];
                    pair[0] = x * cosine - y * sine;
                    pair[1] = x * sine + y * cosine;
                }
            }
        }
    }
}

template <class Body>
void Attention::forEachBlock(std::span<const std::int64_t> begins, Body&& body) const
{
    for (std::size_t sample = 0; sample + 1 < begins.size(); ++sample) {
        for (std::int64_t at = begins[sample]; at < begins[sample + 1]; at += blockQueries) {
            const std::int64_t count = std::min(blockQueries, begins[sample + 1] - at);
            for (std::int64_t head = 0; head < m_shape.heads; ++head) {
                body(Block{begins[sample], at, count, head});
            }
        }
    }
}

MatrixView Attention::queries(const float* rows, const Block& block) const
{
    const std::int64_t width = m_shape.queryWidth();
    return {rows + block.first * width + block.head * m_shape.headSize, block.count,
        m_shape.headSize, width};
}

MatrixView Attention::keys(const float* rows, const Block& block) const
{
    const std::int64_t width = m_shape.keyWidth();
    const std::int64_t head = block.head / (m_shape.heads / m_shape.kvHeads);
    return {rows + block.begin * width + head * m_shape.headSize, block.keys(), m_shape.headSize,
        width};
}

void Attention::forwardBlock(const AttentionRows& rows, const Block& block)
{
    float* scores = m_probabilities.data();
    const std::int64_t count = block.keys();
    m_kernels.multiply(queries(rows.query, block), keys(rows.key, block).transposed(),
        {scores, count}, Write::Replace, m_buffers);
    m_kernels.softmaxCausal(
        scores, block.count, count, block.firstLimit(), m_scale, m_shifts.data());
    for (std::int64_t row = 0; row < block.count; ++row) {
        rows.logSum[(block.first + row) * m_shape.heads + block.head] =
            m_shifts[static_cast<std::size_t>(row)];
    }
    const MatrixView out = queries(rows.out, block);
    m_kernels.multiply(matrix(scores, block.count, count), keys(rows.value, block),
        {const_cast<float*>(out.data), out.rowStride}, Write::Replace, m_buffers);
}

void Attention::backwardBlock(
    const AttentionRows& rows, const AttentionRows& gradient, const Block& block)
{
    const std::int64_t count = block.keys();
    float* p = m_probabilities.data();
    float* slopes = m_slopes.data();
    const auto target = [](const MatrixView& view) {
        return Target{const_cast<float*>(view.data), view.rowStride};
    };
    m_kernels.multiply(queries(rows.query, block), keys(rows.key, block).transposed(), {p, count},
        Write::Replace, m_buffers);
    for (std::int64_t row = 0; row < block.count; ++row) {
        m_shifts[static_cast<std::size_t>(row)] =
            rows.logSum[(block.first + row) * m_shape.heads + block.head];
    }
    m_kernels.softmaxAgain(p, block.count, count, block.firstLimit(), m_scale, m_shifts.data());
    const MatrixView out = queries(rows.out, block);
    const MatrixView outGradient = queries(gradient.out, block);
    for (std::int64_t row = 0; row < block.count; ++row) {
        m_shifts[static_cast<std::size_t>(row)] = m_kernels.dot(out.data + row * out.rowStride,
            outGradient.data + row * out.rowStride, m_shape.headSize);
    }
    m_kernels.multiply(outGradient, keys(rows.value, block).transposed(), {slopes, count},
        Write::Replace, m_buffers);
    m_kernels.softmaxBackward(p, slopes, block.count, count, m_shifts.data(), m_scale);
    const MatrixView probabilities = matrix(p, block.count, count);
    const MatrixView scoreGradient = matrix(slopes, block.count, count);
    m_kernels.multiply(probabilities.transposed(), outGradient, target(keys(gradient.value, block)),
        Write::Add, m_buffers);
    m_kernels.multiply(scoreGradient, keys(rows.key, block), target(queries(gradient.query, block)),
        Write::Add, m_buffers);
    m_kernels.multiply(scoreGradient.transposed(), queries(rows.query, block),
        target(keys(gradient.key, block)), Write::Add, m_buffers);
}

void Attention::forward(const AttentionRows& rows, std::span<const std::int64_t> begins)
{
    forEachBlock(begins, [&](const Block& block) { forwardBlock(rows, block); });
}

void Attention::backward(
    const AttentionRows& rows, const AttentionRows& gradient, std::span<const std::int64_t> begins)
{
    forEachBlock(begins, [&](const Block& block) { backwardBlock(rows, gradient, block); });
}

} // namespace train
