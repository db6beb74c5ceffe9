// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace inference {

/// Tensor element types by their number in the file (ggml.h, enum ggml_type).
enum class TensorType : std::uint32_t {
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q8_1 = 9,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    Q8_K = 15,
    IQ2_XXS = 16,
    IQ2_XS = 17,
    IQ3_XXS = 18,
    IQ1_S = 19,
    IQ4_NL = 20,
    IQ3_S = 21,
    IQ2_S = 22,
    IQ4_XS = 23,
    I8 = 24,
    I16 = 25,
    I32 = 26,
    I64 = 27,
    F64 = 28,
    IQ1_M = 29,
    BF16 = 30,
    TQ1_0 = 34,
    TQ2_0 = 35,
    MXFP4 = 39,
};

/// The size of a type: `blockElements` values take `blockBytes` bytes.
struct TensorTypeLayout {
    TensorType type;
    std::string_view name; ///< as people write it: "Q8_0"
    std::uint32_t blockElements;
    std::uint32_t blockBytes;
};

/// The layout of a type number from a file, or nullptr for an unknown or removed one.
const TensorTypeLayout* tensorTypeLayout(std::uint32_t type);

/// A tensor as the file's header describes it, checked against the file.
/// `shape[0]` runs fastest; a matrix of R rows and C columns has shape {C, R}.
struct TensorInfo {
    std::string name;
    TensorType type = TensorType::F32;
    std::uint32_t dimensions = 0;
    std::array<std::uint64_t, 4> shape{1, 1, 1, 1};
    std::uint64_t offset = 0; ///< from the start of the file
    std::uint64_t sizeBytes = 0;
    std::uint64_t headerOffset = 0; ///< where its description stands, for errors
};

} // namespace inference
