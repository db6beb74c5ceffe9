// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_weights.h"

#include <string>

namespace inference {

namespace {

core::Result<const FormatKernels*> formatOf(const WeightView& view, const CpuKernels& kernels)
{
    if (const FormatKernels* format = kernels.format(view.type)) {
        return format;
    }
    const TensorTypeLayout* layout = tensorTypeLayout(static_cast<std::uint32_t>(view.type));
    std::string known;
    for (const FormatKernels& format : kernels.formats) {
        known += known.empty() ? "" : ", ";
        known += tensorTypeLayout(static_cast<std::uint32_t>(format.type))->name;
    }
    return core::fail({.code = core::ErrorCode::Unsupported,
        .message = "The model has weights in "
            + (layout != nullptr ? std::string(layout->name) : std::string("an unknown type"))
            + "; the CPU can compute with " + known + ". Use a model in one of these.",
        .detail = "E_TENSOR_TYPE"});
}

core::Result<AlignedBuffer<float>> expandVector(const WeightView& view, const CpuKernels& kernels)
{
    if (!view.present()) {
        return AlignedBuffer<float>();
    }
    const FormatKernels* format = TRY(formatOf(view, kernels));
    auto values =
        TRY(AlignedBuffer<float>::create(roundUp(view.columns, columnPadding), "norms and biases"));
    format->expand(view.data, view.columns, values.data());
    return values;
}

core::Result<CpuMatrix> matrix(
    const WeightView& view, const CpuKernels& kernels, const WeightView& bias = {})
{
    CpuMatrix result;
    result.weights = view;
    result.place = WeightPlace(view.data);
    result.format = TRY(formatOf(view, kernels));
    result.bias = TRY(expandVector(bias, kernels));
    return result;
}

core::Result<CpuLayerWeights> layerWeights(const LlamaLayer& layer, const CpuKernels& kernels)
{
    CpuLayerWeights weights;
    weights.attentionNorm = TRY(expandVector(layer.attentionNorm, kernels));
    weights.query = TRY(matrix(layer.query, kernels, layer.queryBias));
    weights.key = TRY(matrix(layer.key, kernels, layer.keyBias));
    weights.value = TRY(matrix(layer.value, kernels, layer.valueBias));
    weights.attentionOutput = TRY(matrix(layer.attentionOutput, kernels));
    weights.feedForwardNorm = TRY(expandVector(layer.feedForwardNorm, kernels));
    weights.gate = TRY(matrix(layer.gate, kernels));
    weights.up = TRY(matrix(layer.up, kernels));
    weights.down = TRY(matrix(layer.down, kernels));
    return weights;
}

} // namespace

core::Result<CpuWeights> CpuWeights::create(const LlamaModel& model, const CpuKernels& kernels)
{
    CpuWeights weights;
    weights.embedding = TRY(matrix(model.embedding, kernels));
    weights.outputNorm = TRY(expandVector(model.outputNorm, kernels));
    weights.output = TRY(matrix(model.output, kernels));
    weights.layers.reserve(model.layers.size());
    for (const LlamaLayer& layer : model.layers) {
        weights.layers.push_back(TRY(layerWeights(layer, kernels)));
    }
    return weights;
}

std::vector<WeightMover::Move> CpuWeights::moves()
{
    std::vector<WeightMover::Move> moves;
    const auto add = [&](CpuMatrix& matrix) { moves.push_back({matrix.weights, &matrix.place}); };
    for (CpuLayerWeights& layer : layers) {
        for (CpuMatrix* matrix : {&layer.query, &layer.key, &layer.value, &layer.attentionOutput,
                 &layer.gate, &layer.up, &layer.down})
        {
            add(*matrix);
        }
    }
    add(output);
    return moves;
}

std::vector<WeightView> weightsInFile(const LlamaModel& model)
{
    std::vector<WeightView> views{model.embedding, model.outputNorm};
    if (model.output.data != model.embedding.data) {
        views.push_back(model.output);
    }
    for (const LlamaLayer& layer : model.layers) {
        for (const WeightView* view : {&layer.attentionNorm, &layer.query, &layer.key, &layer.value,
                 &layer.attentionOutput, &layer.queryBias, &layer.keyBias, &layer.valueBias,
                 &layer.feedForwardNorm, &layer.gate, &layer.up, &layer.down})
        {
            if (view->present()) {
                views.push_back(*view);
            }
        }
    }
    return views;
}

} // namespace inference
