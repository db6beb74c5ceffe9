// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/models/train/trainer/attention.h"
#include "resources/models/train/trainer/kernels.h"
#include "resources/models/train/trainer/model_shape.h"
#include "resources/models/train/trainer/pack.h"

#include <vector>

namespace train {

enum class Precision { F32, Bf16 };

/// A model's forward and backward pass over one pack: RMS norms, rotated grouped attention, gated
/// feed-forward, tied head; as inference/reference computes it. Keeps the activations of the last
/// pass. Thread rule: one owner; threads have a Network each over the same parameters.
/// With Precision::Bf16 the products of weights round both sides to bfloat16 where the processor
/// can; attention, norms, sums and the parameters themselves stay in float.
class Network {
public:
    Network(const ModelShape& shape, const Kernels& kernels, Precision precision = Precision::F32);

    [[nodiscard]] const ParameterLayout& layout() const { return m_layout; }

    /// The loss of a pack. With `gradients` (layout().size floats) the gradient of
    /// sum(weight * loss) * scale is added to them.
    Score run(const float* parameters, const Pack& pack, float scale, float* gradients);

    /// The logits behind each token of a pack without gradients: tokens x vocabulary.
    std::vector<float> logits(const float* parameters, const Pack& pack);

private:
    struct Layer {
        std::vector<float> in, normed, normScale, query, key, value, out, logSum;
        std::vector<float> middle, middleNormed, middleScale, gate, up, hidden;
        void resize(const ModelShape& shape, std::int64_t tokens);
    };
    void forward(const float* parameters, const Pack& pack);
    void forwardLayer(const float* parameters, const Pack& pack, std::size_t index);
    Score head(const float* parameters, const Pack& pack, float scale, float* gradients);
    void headChunk(const float* parameters, const Pack& pack,
        const std::vector<std::int64_t>& tokens, float scale, float* gradients, Score& score,
        std::vector<bool>& missed);
    void backward(const float* parameters, const Pack& pack, float* gradients);
    void backwardFeedForward(const float* parameters, std::size_t index, float* gradients);
    void backwardAttention(
        const float* parameters, const Pack& pack, std::size_t index, float* gradients);

    /// out (+)= rows * weight^T for a weight of `to` x `from`.
    void apply(const float* rows, const float* weight, std::int64_t from, std::int64_t to,
        float* out, Write write);
    /// dRows += dOut * weight and dWeight += dOut^T * rows.
    void applyBackward(const float* rows, const float* weight, const float* dOut, std::int64_t from,
        std::int64_t to, float* dRows, Write write, float* dWeight);

    ModelShape m_shape;
    ParameterLayout m_layout;
    const Kernels& m_kernels;
    decltype(Kernels::multiply) m_multiply;
    Attention m_attention;
    std::int64_t m_tokens = 0;
    std::vector<Layer> m_layers;
    std::vector<float> m_last, m_lastNormed, m_lastScale; ///< behind the last layer
    std::vector<float> m_gradient, m_normedGradient, m_hiddenGradient, m_queryGradient,
        m_keyGradient, m_valueGradient, m_outGradient;
    std::vector<float> m_headRows, m_headGradient, m_logits;
    PackBuffers m_buffers;
};

} // namespace train
