// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/kernel_set.h"

#include "inference/vulkan/model/kernel_table.h"

#include <fmt/format.h>

namespace inference {

using core::fail;
using core::Result;

namespace {

// More would need more registers than keys read once for all of them are worth.
constexpr std::int64_t attentionHeadsMax = 4;

std::uint32_t narrow(std::int64_t value)
{
    return static_cast<std::uint32_t>(value); // bounded by llama_limits.h
}

/// The most heads of those that share keys that one workgroup takes, all workgroups alike.
std::uint32_t headsEachOf(const LlamaParameters& parameters)
{
    const std::int64_t sharing = parameters.heads / parameters.kvHeads;
    std::int64_t each = std::min(sharing, attentionHeadsMax);
    while (sharing % each != 0) {
        --each;
    }
    return narrow(each);
}

Result<const Kernel*> require(const Kernel* kernel, TensorType type)
{
    if (kernel == nullptr) {
        const auto* layout = tensorTypeLayout(static_cast<std::uint32_t>(type));
        return fail(core::ErrorCode::Unsupported,
            fmt::format("Weights of type {} cannot be computed on a Vulkan device. Use another "
                        "file of the model or the device 'cpu'.",
                layout == nullptr ? "unknown" : layout->name));
    }
    return kernel;
}

} // namespace

KernelSet::KernelSet(PipelineRegistry& registry, const KernelShape& shape,
    const LlamaParameters& parameters, bool hasBias)
    : m_registry(registry)
    , m_shape(shape)
    , m_parameters(parameters)
    , m_hasBias(hasBias)
    , m_attentionHeadsEach(headsEachOf(parameters))
{
}

Result<const Pipeline*> KernelSet::get(
    const Kernel& kernel, std::vector<std::uint32_t> constants, std::uint32_t requiredSubgroup)
{
    return m_registry.get(
        {.kernel = &kernel, .constants = std::move(constants), .subgroupSize = requiredSubgroup});
}

Result<const Pipeline*> KernelSet::embed(TensorType type)
{
    const Kernel* kernel = TRY(require(weightKernels(type, m_shape.kind).embed, type));
    return get(*kernel, {embedInvocations}, 0);
}

Result<const Pipeline*> KernelSet::project(
    TensorType type, std::uint32_t columnsEach, InputNorm norm, ProductEnding ending)
{
    const Kernel* kernel = TRY(require(weightKernels(type, m_shape.kind).project, type));
    return get(*kernel,
        {m_shape.groupInvocations(), m_shape.subgroupLanes, m_shape.rowsEach(columnsEach),
            columnsEach, static_cast<std::uint32_t>(norm), static_cast<std::uint32_t>(ending)},
        m_shape.requiredSubgroup);
}

Result<const Pipeline*> KernelSet::heads(TensorType type, std::uint32_t columnsEach, KvType kvType)
{
    const Kernel* kernel = TRY(require(weightKernels(type, m_shape.kind).heads, type));
    return get(*kernel,
        {m_shape.groupInvocations(), m_shape.subgroupLanes, m_shape.rowsEach(columnsEach),
            columnsEach, static_cast<std::uint32_t>(InputNorm::Yes),
            narrow(m_parameters.headSize / 2), narrow(m_parameters.ropeDimensions / 2),
            narrow(m_parameters.heads), narrow(m_parameters.kvHeads),
            kvType == KvType::F32 ? 1U : 0U, m_hasBias ? 1U : 0U},
        m_shape.requiredSubgroup);
}

Result<const Pipeline*> KernelSet::attend(KvType kvType)
{
    return get(attendKernel(m_shape.kind),
        {m_shape.subgroupLanes * m_shape.attentionSubgroups, m_shape.subgroupLanes,
            m_shape.attentionSubgroups, narrow(m_parameters.headSize), narrow(m_parameters.kvHeads),
            narrow(m_parameters.heads / m_parameters.kvHeads), m_attentionHeadsEach,
            kvType == KvType::F32 ? 1U : 0U, narrow(m_parameters.ropeDimensions / 2)},
        m_shape.requiredSubgroup);
}

} // namespace inference
