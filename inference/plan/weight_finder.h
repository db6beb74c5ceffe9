// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"
#include "inference/plan/llama_model.h"

#include <cstdint>
#include <string_view>

namespace inference {

/// Finds tensors by name and checks their shape and type against what the model's numbers demand.
/// Errors, with the tensor's path and offset: E_TENSOR_MISSING, E_SHAPE, E_TENSOR_TYPE.
/// Thread rule: a view; the file must outlive it.
class WeightFinder {
public:
    explicit WeightFinder(const GgufFile& file)
        : m_file(file)
    {
    }

    /// A matrix in F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K or Q6_K, its rows in whole blocks.
    core::Result<WeightView> matrix(
        std::string_view name, std::int64_t rows, std::int64_t columns) const;

    /// A vector in F32, F16 or BF16, as norms and biases are.
    core::Result<WeightView> vector(std::string_view name, std::int64_t size) const;

    /// A vector, or a view that is not present().
    core::Result<WeightView> optionalVector(std::string_view name, std::int64_t size) const;

    /// Fails with E_ARCH when a tensor is there that would be ignored.
    core::Result<void> refuse(std::string_view name) const;

    /// An error at a tensor; without a path when it is not there.
    [[nodiscard]] core::Error errorAt(std::string_view name, std::string_view member,
        std::string detail, std::string message) const;

private:
    [[nodiscard]] core::Result<WeightView> view(const TensorInfo& tensor, std::int64_t rows,
        std::int64_t columns, std::uint32_t dimensions) const;

    const GgufFile& m_file;
};

} // namespace inference
