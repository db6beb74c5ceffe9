// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace inference {

/// A matrix of `rows` x `columns` (or a vector: rows 1) inside the mapped file. Row-major, so one
/// row is `columns` values of `type` in whole blocks.
struct WeightView {
    TensorType type = TensorType::F32;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    const std::uint8_t* data = nullptr;
    [[nodiscard]] std::int64_t rowBytes() const;
    [[nodiscard]] bool present() const { return data != nullptr; }
};

/// The numbers of a llama-architecture model, checked against each other and bounded.
struct LlamaParameters {
    std::int64_t vocabulary = 0;
    std::int64_t contextLength = 0; ///< positions it was trained for
    std::int64_t width = 0; ///< embedding_length
    std::int64_t layers = 0; ///< block_count
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0; ///< divides heads
    std::int64_t headSize = 0; ///< key_length and value_length; need not be width / heads
    std::int64_t feedForward = 0;
    std::int64_t ropeDimensions = 0; ///< even, at most headSize
    double ropeBase = 10000.0;
    double ropeScale = 1.0; ///< linear scaling: positions are divided by this
    double normEpsilon = 1e-5;
};

struct LlamaLayer {
    WeightView attentionNorm, query, key, value, attentionOutput;
    WeightView queryBias, keyBias, valueBias; ///< absent in most models
    WeightView feedForwardNorm, gate, up, down;
};

/// A llama-architecture model: its numbers and where its weights lie. Holds the mapping alive.
/// Thread rule: immutable.
struct LlamaModel {
    std::shared_ptr<const MappedFile> mapping;
    LlamaParameters parameters;
    WeightView embedding; ///< vocabulary x width
    WeightView outputNorm;
    WeightView output; ///< vocabulary x width; the embedding itself when the head is tied
    std::vector<LlamaLayer> layers;
    /// Rotation per pair of dimensions, ropeDimensions/2 long: the angle of pair i at position p is
    /// p * ropeFrequency[i]. From the host in double.
    std::vector<double> ropeFrequency;

    /// Checks parameters and tensor shapes. Errors carry code (E_MISSING, E_RANGE, E_SHAPE,
    /// E_TENSOR_MISSING, E_ARCH, E_TENSOR_TYPE), field and offset.
    static core::Result<LlamaModel> fromGguf(const GgufFile& file);
};

} // namespace inference
