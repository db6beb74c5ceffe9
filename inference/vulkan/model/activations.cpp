// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/activations.h"

#include "inference/vulkan/model/pass_buffer.h"
#include "inference/vulkan/model/weight_packing.h"
#include "inference/vulkan/recorder.h"

#include <array>

namespace inference {

using core::Result;

namespace {

constexpr std::int64_t headStep = 8;

std::int64_t roundUp(std::int64_t value, std::int64_t step)
{
    return (value + step - 1) / step * step;
}

Result<ActivationRows> makeRows(
    VulkanDevice& device, std::int64_t width, std::uint32_t rows, BufferUse use)
{
    const std::int64_t stride = roundUp(width, superColumns);
    const auto bytes = static_cast<std::uint64_t>(stride) * rows * sizeof(float);
    return ActivationRows{
        .buffer = TRY(VulkanBuffer::create(device, bytes, use, "the columns of a pass")),
        .stride = static_cast<std::uint32_t>(stride)};
}

} // namespace

Result<Activations> Activations::create(
    VulkanDevice& device, Submitter& submitter, const LlamaParameters& parameters)
{
    constexpr std::uint32_t columns = PassBuffer::columnsMax;
    const std::int64_t heads = parameters.heads;
    Activations all{.residual = TRY(makeRows(device, parameters.width, columns, BufferUse::Device)),
        .queries = TRY(makeRows(
            device, heads * roundUp(parameters.headSize, headStep), columns, BufferUse::Device)),
        .attended = TRY(makeRows(device, heads * parameters.headSize, columns, BufferUse::Device)),
        .gated = TRY(makeRows(device, parameters.feedForward, columns, BufferUse::Device)),
        .logits =
            TRY(makeRows(device, parameters.vocabulary, logitColumnsMax, BufferUse::Readback))};
    // The kernels take the queries of a column as one row of heads without a gap behind.
    all.queries.stride = static_cast<std::uint32_t>(heads * roundUp(parameters.headSize, headStep));
    Recorder recorder(device);
    for (const ActivationRows* rows :
        std::array{&all.residual, &all.queries, &all.attended, &all.gated})
    {
        TRY(recorder.fill(rows->buffer.all(), 0));
    }
    Recording recording = TRY(std::move(recorder).finish());
    TRY(submitter.run(recording, {}));
    return all;
}

} // namespace inference
