// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/cpu_matmul.h"
#include "inference/cpu/weight_mover.h"
#include "inference/plan/llama_model.h"

#include <cstdint>
#include <vector>

namespace inference {

struct CpuLayerWeights {
    AlignedBuffer<float> attentionNorm;
    CpuMatrix query, key, value, attentionOutput;
    AlignedBuffer<float> feedForwardNorm;
    CpuMatrix gate, up, down;
};

/// A model's weights as the kernels take them: matrices as they are in the file, vectors (norms and
/// biases) expanded to padded floats.
struct CpuWeights {
    CpuMatrix embedding;
    AlignedBuffer<float> outputNorm;
    CpuMatrix output;
    std::vector<CpuLayerWeights> layers;

    /// Unsupported when a tensor's type has no kernel.
    static core::Result<CpuWeights> create(const LlamaModel& model, const CpuKernels& kernels);

    /// The matrices that each token reads whole: all but the embedding, of which it reads a row.
    std::vector<WeightMover::Move> moves();
};

/// All weights of a model that lie in its file, each once.
std::vector<WeightView> weightsInFile(const LlamaModel& model);

} // namespace inference
