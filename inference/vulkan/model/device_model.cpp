// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/device_model.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

Result<std::unique_ptr<DeviceModel>> DeviceModel::create(const VulkanModelOptions& options,
    const LlamaModel& model, const core::ProgressSink& progress, const std::stop_token& stop)
{
    if (model.parameters.headSize % 2 != 0) {
        return fail(ErrorCode::Unsupported,
            fmt::format("The model's heads have {} dimensions; a Vulkan device computes an even "
                        "number. Use the device 'cpu'.",
                model.parameters.headSize));
    }
    std::unique_ptr<DeviceModel> made(new DeviceModel);
    TRY(made->open(options, model, progress, stop));
    return made;
}

Result<void> DeviceModel::open(const VulkanModelOptions& options, const LlamaModel& model,
    const core::ProgressSink& progress, const std::stop_token& stop)
{
    m_device = TRY(VulkanDevice::create(options.instance, options.physical, *options.health));
    m_submitter.emplace(TRY(Submitter::create(*m_device)));
    m_registry = std::make_unique<PipelineRegistry>(*m_device, options.cacheDirectory);
    const DeviceCapabilities& can = m_device->can();
    const KernelShape shape =
        options.shape ? KernelShape::of(can, *options.shape) : KernelShape::of(can);
    m_arena.emplace(*m_device, BufferUse::Device, "the weights of a model");
    WeightUploader uploader(*m_device, *m_arena,
        std::min(matrixPartBytesMax(can), options.partBytesMax.value_or(UINT64_MAX)),
        uploadedBytes(model), progress, stop);
    m_weights = TRY(VulkanWeights::upload(model, shape.packedOrder(), uploader));
    m_activations = TRY(Activations::create(*m_device, *m_submitter, model.parameters));
    m_pass.emplace(TRY(PassBuffer::create(*m_device, model.ropeFrequency)));
    m_kernels.emplace(*m_registry, shape, model.parameters, m_weights.hasBias);
    m_recorder.emplace(
        *m_device, model.parameters, *m_kernels, m_weights, m_activations, m_pass->all());
    m_vocabulary = model.parameters.vocabulary;
    return {};
}

Result<void> DeviceModel::runLayers(
    std::uint32_t columns, const PagePool& pool, KvType kvType, const std::stop_token& stop)
{
    LayersRecording& known = m_layers[{columns, kvType}];
    if (known.recording.pieceCount() == 0 || known.poolVersion != pool.version()) {
        known.recording = TRY(m_recorder->recordLayers(columns, pool, kvType));
        known.poolVersion = pool.version();
        m_registry->saveCache();
    }
    TRY(m_submitter->run(known.recording, stop));
    return {};
}

Result<void> DeviceModel::runLogits(std::uint32_t columns, const std::stop_token& stop)
{
    Recording& recording = m_logits[columns];
    if (recording.pieceCount() == 0) {
        recording = TRY(m_recorder->recordLogits(columns));
        m_registry->saveCache();
    }
    TRY(m_submitter->run(recording, stop));
    return {};
}

std::span<const float> DeviceModel::logits(std::uint32_t column) const
{
    const ActivationRows& rows = m_activations.logits;
    return rows.buffer.all().as<const float>().subspan(
        std::size_t{column} * rows.stride, static_cast<std::size_t>(m_vocabulary));
}

} // namespace inference
