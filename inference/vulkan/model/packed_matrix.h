// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/gguf/tensor_info.h"
#include "inference/vulkan/buffer_slice.h"

#include <cstdint>
#include <vector>

namespace inference {

/// Rows of a matrix that are bound to a kernel together.
struct MatrixPart {
    std::int64_t firstRow = 0;
    std::int64_t rows = 0; ///< whole groups of 64, so the last part has rows beyond the matrix
    BufferSlice weights;
    std::uint32_t scaleWords = 0; ///< where the plane of scales begins, in words of 16 bytes
    std::uint32_t superWords = 0; ///< where the plane of super scales does
};

/// A weight matrix on a device, laid out by WeightPacking and cut by rows into parts that the
/// device can bind.
struct PackedMatrix {
    TensorType type = TensorType::F32;
    std::int64_t rows = 0;
    std::int64_t blocks = 0; ///< of 32 columns in a row
    std::vector<MatrixPart> parts;
};

} // namespace inference
