// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/pass_recorder.h"

#include <fmt/format.h>

#include <cmath>

namespace inference {

using core::Result;

namespace {

/// The push constants of projection.glsl.
struct ProductNumbers {
    std::uint32_t blocks = 0;
    std::uint32_t scaleWords = 0;
    std::uint32_t superWords = 0;
    std::uint32_t firstPair = 0;
    std::uint32_t pairs = 0;
    std::uint32_t inputWords = 0;
    std::uint32_t outputStride = 0;
    std::uint32_t inputIsListed = 0;
    float inputWidth = 0;
    float epsilon = 0;
};

/// The push constants of embed.comp.
struct EmbedNumbers {
    std::uint32_t blocks = 0;
    std::uint32_t scaleWords = 0;
    std::uint32_t superWords = 0;
    std::uint32_t firstToken = 0;
    std::uint32_t tokens = 0;
    std::uint32_t outputStride = 0;
};

/// The push constants of attend.comp.
struct AttentionNumbers {
    std::uint32_t outputStride = 0;
    float scoreScale = 0;
};

std::uint32_t narrow(std::int64_t value)
{
    return static_cast<std::uint32_t>(value); // bounded by llama_limits.h
}

std::uint32_t divideUp(std::int64_t value, std::uint32_t step)
{
    return narrow((value + step - 1) / step);
}

ProductNumbers numbersFor(const PackedMatrix& matrix, const MatrixPart& part, std::int64_t firstRow,
    const LlamaParameters& parameters)
{
    const std::int64_t rows = std::min(part.rows, matrix.rows - part.firstRow);
    return {.blocks = narrow(matrix.blocks),
        .scaleWords = part.scaleWords,
        .superWords = part.superWords,
        .firstPair = narrow((firstRow + part.firstRow) / 2),
        .pairs = divideUp(rows, 2),
        .inputWidth = static_cast<float>(parameters.width),
        .epsilon = static_cast<float>(parameters.normEpsilon)};
}

} // namespace

PassRecorder::PassRecorder(VulkanDevice& device, const LlamaParameters& parameters,
    KernelSet& kernels, const VulkanWeights& weights, const Activations& activations,
    BufferSlice pass)
    : m_device(device)
    , m_parameters(parameters)
    , m_kernels(kernels)
    , m_weights(weights)
    , m_activations(activations)
    , m_pass(pass)
{
}

Groups PassRecorder::groupsFor(const MatrixPart& part, std::uint32_t columns) const
{
    const KernelShape& shape = m_kernels.shape();
    const std::uint32_t columnsEach = shape.columnsEach(columns);
    return {.x = divideUp(part.rows, shape.rowsOfGroup(columnsEach)),
        .y = divideUp(columns, columnsEach)};
}

Result<void> PassRecorder::embed(Recorder& recorder, std::uint32_t columns) const
{
    const PackedMatrix& matrix = m_weights.embedding;
    const Pipeline* pipeline = TRY(m_kernels.embed(matrix.type));
    const ActivationRows& output = m_activations.residual;
    for (const MatrixPart& part : matrix.parts) {
        const EmbedNumbers numbers{.blocks = narrow(matrix.blocks),
            .scaleWords = part.scaleWords,
            .superWords = part.superWords,
            .firstToken = narrow(part.firstRow),
            .tokens = narrow(part.rows),
            .outputStride = output.stride};
        TRY(recorder.dispatch(*pipeline, {part.weights, m_pass, output.buffer.all()}, numbers,
            {.x = divideUp(matrix.blocks, KernelSet::embedInvocations), .y = columns}));
    }
    return {};
}

Result<void> PassRecorder::heads(Recorder& recorder, std::uint32_t columns, std::size_t layer,
    const PagePool& pool, KvType kvType) const
{
    const VulkanLayerWeights& weights = m_weights.layers[layer];
    const std::uint32_t columnsEach = m_kernels.shape().columnsEach(columns);
    const auto index = static_cast<std::int64_t>(layer);
    for (const auto& [firstRow, matrix] : weights.heads) {
        const Pipeline* pipeline = TRY(m_kernels.heads(matrix.type, columnsEach, kvType));
        for (const MatrixPart& part : matrix.parts) {
            ProductNumbers numbers = numbersFor(matrix, part, firstRow, m_parameters);
            numbers.inputWords = m_activations.residual.strideWords();
            TRY(recorder.dispatch(*pipeline,
                {part.weights, m_activations.residual.buffer.all(), weights.attentionNorm, m_pass,
                    weights.biases, m_activations.queries.buffer.all(), pool.keys(index),
                    pool.values(index)},
                numbers, groupsFor(part, columns)));
        }
    }
    return {};
}

Result<void> PassRecorder::attend(Recorder& recorder, std::uint32_t columns, std::size_t layer,
    const PagePool& pool, KvType kvType) const
{
    const Pipeline* pipeline = TRY(m_kernels.attend(kvType));
    const auto index = static_cast<std::int64_t>(layer);
    const auto size = static_cast<double>(m_parameters.headSize);
    const AttentionNumbers numbers{.outputStride = m_activations.attended.stride,
        .scoreScale = static_cast<float>(1.0 / std::sqrt(size))};
    return recorder.dispatch(*pipeline,
        {m_activations.queries.buffer.all(), pool.keys(index), pool.values(index), m_pass,
            m_activations.attended.buffer.all()},
        numbers, {.x = narrow(m_parameters.heads) / m_kernels.attentionHeadsEach(), .y = columns});
}

Result<void> PassRecorder::project(Recorder& recorder, std::uint32_t columns,
    const PackedMatrix& matrix, const Product& product) const
{
    const Pipeline* pipeline = TRY(m_kernels.project(
        matrix.type, m_kernels.shape().columnsEach(columns), product.inputNorm, product.ending));
    for (const MatrixPart& part : matrix.parts) {
        ProductNumbers numbers = numbersFor(matrix, part, 0, m_parameters);
        numbers.inputWords = product.input->strideWords();
        numbers.outputStride = product.output->stride;
        numbers.inputIsListed = product.isListed ? 1 : 0;
        TRY(recorder.dispatch(*pipeline,
            {part.weights, product.input->buffer.all(), product.norm, m_pass,
                product.output->buffer.all()},
            numbers, groupsFor(part, columns)));
    }
    return {};
}

Result<void> PassRecorder::feedForward(
    Recorder& recorder, std::uint32_t columns, std::size_t layer) const
{
    const VulkanLayerWeights& weights = m_weights.layers[layer];
    Product gate{.input = &m_activations.residual,
        .norm = weights.feedForwardNorm,
        .output = &m_activations.gated,
        .inputNorm = InputNorm::Yes,
        .ending = ProductEnding::Gate};
    if (weights.gates.size() == 2) {
        gate.ending = ProductEnding::Store;
        TRY(project(recorder, columns, weights.gates[0], gate));
        gate.ending = ProductEnding::MultiplyBySilu;
        TRY(project(recorder, columns, weights.gates[1], gate));
    } else {
        TRY(project(recorder, columns, weights.gates[0], gate));
    }
    return project(recorder, columns, weights.down,
        {.input = &m_activations.gated,
            .norm = weights.feedForwardNorm,
            .output = &m_activations.residual,
            .ending = ProductEnding::Add});
}

Result<Recording> PassRecorder::recordLayers(
    std::uint32_t columns, const PagePool& pool, KvType kvType) const
{
    Recorder recorder(m_device);
    TRY(embed(recorder, columns));
    for (std::size_t layer = 0; layer < m_weights.layers.size(); ++layer) {
        TRY(heads(recorder, columns, layer, pool, kvType));
        TRY(attend(recorder, columns, layer, pool, kvType));
        TRY(project(recorder, columns, m_weights.layers[layer].attentionOutput,
            {.input = &m_activations.attended,
                .norm = m_weights.layers[layer].attentionNorm,
                .output = &m_activations.residual,
                .ending = ProductEnding::Add}));
        TRY(feedForward(recorder, columns, layer));
        recorder.mark(fmt::format("layer {}, {} columns", layer, columns));
    }
    return std::move(recorder).finish();
}

Result<Recording> PassRecorder::recordLogits(std::uint32_t columns) const
{
    Recorder recorder(m_device);
    TRY(project(recorder, columns, m_weights.output,
        {.input = &m_activations.residual,
            .norm = m_weights.outputNorm,
            .output = &m_activations.logits,
            .inputNorm = InputNorm::Yes,
            .ending = ProductEnding::Store,
            .isListed = true}));
    recorder.mark(fmt::format("logits of {} columns", columns));
    return std::move(recorder).finish();
}

} // namespace inference
