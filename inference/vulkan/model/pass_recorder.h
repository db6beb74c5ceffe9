// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/model/activations.h"
#include "inference/vulkan/model/kernel_set.h"
#include "inference/vulkan/model/page_pool.h"
#include "inference/vulkan/model/vulkan_weights.h"
#include "inference/vulkan/recorder.h"

#include <cstdint>

namespace inference {

/// Records the dispatches of a pass: five a layer (queries, keys and values with norm and rotation;
/// attention; its output onto the residual; gate and up with norm; down onto the residual), more
/// where a layer's formats differ or a matrix is in several parts. What is recorded runs for any
/// tokens and positions: those are in the pass buffer.
/// Thread rule: one owner. All that it is given must outlive the recordings.
class PassRecorder {
public:
    PassRecorder(VulkanDevice& device, const LlamaParameters& parameters, KernelSet& kernels,
        const VulkanWeights& weights, const Activations& activations, BufferSlice pass);

    /// From tokens to the residual behind the last layer. A mark behind each layer.
    core::Result<Recording> recordLayers(
        std::uint32_t columns, const PagePool& pool, KvType kvType) const;

    /// From the residual of the columns in the list to logits.
    core::Result<Recording> recordLogits(std::uint32_t columns) const;

private:
    /// What a product reads and writes beside its weights.
    struct Product {
        const ActivationRows* input = nullptr;
        BufferSlice norm; ///< bound to something else when there is none
        const ActivationRows* output = nullptr;
        InputNorm inputNorm = InputNorm::No;
        ProductEnding ending = ProductEnding::Store;
        bool isListed = false;
    };

    core::Result<void> embed(Recorder& recorder, std::uint32_t columns) const;
    core::Result<void> heads(Recorder& recorder, std::uint32_t columns, std::size_t layer,
        const PagePool& pool, KvType kvType) const;
    core::Result<void> attend(Recorder& recorder, std::uint32_t columns, std::size_t layer,
        const PagePool& pool, KvType kvType) const;
    core::Result<void> feedForward(
        Recorder& recorder, std::uint32_t columns, std::size_t layer) const;
    core::Result<void> project(Recorder& recorder, std::uint32_t columns,
        const PackedMatrix& matrix, const Product& product) const;
    [[nodiscard]] Groups groupsFor(const MatrixPart& part, std::uint32_t columns) const;

    VulkanDevice& m_device;
    const LlamaParameters m_parameters;
    KernelSet& m_kernels;
    const VulkanWeights& m_weights;
    const Activations& m_activations;
    const BufferSlice m_pass;
};

} // namespace inference
