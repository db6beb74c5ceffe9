// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/plan/llama_model.h"
#include "inference/vulkan/model/kernel_shape.h"
#include "inference/vulkan/pipeline_registry.h"

#include <cstdint>

namespace inference {

/// What project.comp does with its outputs; the numbers are those in the shader.
enum class ProductEnding : std::uint32_t { Store = 0, Add = 1, Gate = 2, MultiplyBySilu = 3 };

/// Whether a product's input goes through the root mean square norm first.
enum class InputNorm : std::uint32_t { No = 0, Yes = 1 };

/// What changes when kernels give other bits: part of LoadedModel::numericsId().
constexpr std::uint32_t kernelVersion = 1;

/// The pipelines of one model on one device, each made on first use.
/// Thread rule: as PipelineRegistry.
class KernelSet {
public:
    KernelSet(PipelineRegistry& registry, const KernelShape& shape,
        const LlamaParameters& parameters, bool hasBias);

    core::Result<const Pipeline*> embed(TensorType type);
    core::Result<const Pipeline*> project(
        TensorType type, std::uint32_t columnsEach, InputNorm norm, ProductEnding ending);
    core::Result<const Pipeline*> heads(TensorType type, std::uint32_t columnsEach, KvType kvType);
    core::Result<const Pipeline*> attend(KvType kvType);

    [[nodiscard]] const KernelShape& shape() const { return m_shape; }
    /// Heads that one workgroup of attend() takes; they share keys.
    [[nodiscard]] std::uint32_t attentionHeadsEach() const { return m_attentionHeadsEach; }
    /// Invocations of a workgroup of embed(), a block of columns each.
    static constexpr std::uint32_t embedInvocations = 8;

private:
    core::Result<const Pipeline*> get(
        const Kernel& kernel, std::vector<std::uint32_t> constants, std::uint32_t requiredSubgroup);

    PipelineRegistry& m_registry;
    const KernelShape m_shape;
    const LlamaParameters m_parameters;
    const bool m_hasBias;
    std::uint32_t m_attentionHeadsEach = 1;
};

} // namespace inference
