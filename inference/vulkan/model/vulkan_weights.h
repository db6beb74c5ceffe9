// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/plan/llama_model.h"
#include "inference/vulkan/model/packed_matrix.h"
#include "inference/vulkan/model/weight_uploader.h"

#include <vector>

namespace inference {

/// A layer's weights as its dispatches take them. `heads` is queries, keys and values as one matrix
/// of rows, in as many pieces as there are formats side by side (a piece begins at a row of the
/// whole); `gates` is gate and up with their rows in turn, or the two of them when they differ.
struct VulkanLayerWeights {
    struct HeadPiece {
        std::int64_t firstRow = 0;
        PackedMatrix matrix;
    };
    BufferSlice attentionNorm;
    std::vector<HeadPiece> heads;
    BufferSlice biases; ///< of all rows of heads; zeros where the model has none
    PackedMatrix attentionOutput;
    BufferSlice feedForwardNorm;
    std::vector<PackedMatrix> gates;
    PackedMatrix down;
};

/// All weights of a model on one device.
struct VulkanWeights {
    PackedMatrix embedding;
    BufferSlice outputNorm;
    PackedMatrix output; ///< the embedding's own slices when the head is tied
    std::vector<VulkanLayerWeights> layers;
    bool hasBias = false;

    /// Unsupported names a type that no kernel reads; LimitReached and OutOfMemory as the arena;
    /// Cancelled after a stop.
    static core::Result<VulkanWeights> upload(
        const LlamaModel& model, PackedOrder order, WeightUploader& uploader);
};

/// Bytes of the file that are uploaded.
std::int64_t uploadedBytes(const LlamaModel& model);

} // namespace inference
