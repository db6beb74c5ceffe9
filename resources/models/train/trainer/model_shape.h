// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace train {

/// The numbers of a llama-architecture model with tied embeddings.
struct ModelShape {
    std::int64_t vocabulary = 0;
    std::int64_t width = 256;
    std::int64_t layers = 8;
    std::int64_t heads = 8;
    std::int64_t kvHeads = 4;
    std::int64_t headSize = 32; ///< even
    std::int64_t feedForward = 704;
    std::int64_t context = 2048; ///< the most tokens of one sample
    double ropeBase = 10000.0;
    double normEpsilon = 1e-5;

    [[nodiscard]] std::int64_t queryWidth() const { return heads * headSize; }
    [[nodiscard]] std::int64_t keyWidth() const { return kvHeads * headSize; }

    /// InvalidInput names the number that is off.
    [[nodiscard]] core::Result<void> check() const;
};

/// A tensor among the parameters: `rows` x `columns` from `offset` on, row-major. A vector has one
/// row and is not decayed.
struct Tensor {
    std::string name; ///< as in GGUF files
    std::int64_t offset = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    [[nodiscard]] std::int64_t size() const { return rows * columns; }
    [[nodiscard]] bool isVector() const { return rows == 1; }
};

/// Where the tensors of a model lie in one array of floats; gradients and moments lie alike.
struct ParameterLayout {
    explicit ParameterLayout(const ModelShape& shape);

    struct Layer {
        std::int64_t attentionNorm, query, key, value, output, feedForwardNorm, gate, up, down;
    };
    std::int64_t embedding = 0; ///< vocabulary x width, the head as well
    std::vector<Layer> layers;
    std::int64_t finalNorm = 0;
    std::int64_t size = 0;
    std::vector<Tensor> tensors; ///< all, in order
};

/// Seeded first weights: matrices normal with 0.55 / sqrt(columns), those that end a residual
/// branch smaller by sqrt(2 layers), norms 1.
std::vector<float> initialParameters(
    const ModelShape& shape, const ParameterLayout& layout, std::uint64_t seed);

} // namespace train
