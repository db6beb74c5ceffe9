// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/plan/llama_model.h"
#include "inference/vulkan/submitter.h"
#include "inference/vulkan/vulkan_buffer.h"

#include <cstdint>

namespace inference {

/// Rows of floats, one a column of a pass. Rows are filled up with zeros that stay zeros, because
/// kernels read whole blocks.
struct ActivationRows {
    VulkanBuffer buffer;
    std::uint32_t stride = 0; ///< floats from a row to the next
    [[nodiscard]] std::uint32_t strideWords() const { return stride / 4; } ///< of 16 bytes
};

/// What a pass computes on its way from tokens to logits.
struct Activations {
    /// Columns whose logits are computed at once.
    static constexpr std::uint32_t logitColumnsMax = 16;

    ActivationRows residual;
    ActivationRows queries; ///< heads filled up to multiples of 8
    ActivationRows attended;
    ActivationRows gated;
    ActivationRows logits; ///< the host reads them

    /// OutOfMemory with figures, LimitReached when the device cannot bind one of them.
    static core::Result<Activations> create(
        VulkanDevice& device, Submitter& submitter, const LlamaParameters& parameters);
};

} // namespace inference
