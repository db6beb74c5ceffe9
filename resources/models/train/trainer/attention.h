// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/models/train/trainer/kernels.h"
#include "resources/models/train/trainer/model_shape.h"

#include <span>
#include <vector>

namespace train {

/// The rows of one layer that attention reads and writes, for the tokens of all samples of a pack:
/// query and out are tokens x queryWidth, key and value tokens x keyWidth.
struct AttentionRows {
    float* query;
    float* key;
    float* value;
    float* out;
    float* logSum; ///< tokens x heads
};

/// Causal attention inside each sample, forward and backward, in blocks of queries. The backward
/// pass computes the probabilities again from logSum. Thread rule: one owner.
class Attention {
public:
    Attention(const ModelShape& shape, const Kernels& kernels);

    /// Rotates queries and keys by their positions; `direction` -1 turns back.
    void rotate(float* rows, std::int64_t heads, std::span<const std::int64_t> begins,
        float direction) const;

    void forward(const AttentionRows& rows, std::span<const std::int64_t> begins);

    /// Adds to the gradients of query, key and value; `gradient.out` is what came back.
    void backward(const AttentionRows& rows, const AttentionRows& gradient,
        std::span<const std::int64_t> begins);

private:
    struct Block;
    void forwardBlock(const AttentionRows& rows, const Block& block);
    void backwardBlock(
        const AttentionRows& rows, const AttentionRows& gradient, const Block& block);
    template <class Body>
    void forEachBlock(std::span<const std::int64_t> begins, Body&& body) const;
    [[nodiscard]] MatrixView queries(const float* rows, const Block& block) const;
    [[nodiscard]] MatrixView keys(const float* rows, const Block& block) const;

    ModelShape m_shape;
    const Kernels& m_kernels;
    float m_scale;
    std::vector<float> m_cosines, m_sines; ///< context x headSize / 2
    std::vector<float> m_probabilities, m_slopes, m_shifts;
    PackBuffers m_buffers;
};

} // namespace train
