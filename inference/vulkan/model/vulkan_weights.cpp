// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/vulkan_weights.h"

#include "inference/reference/half_float.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace inference {

using core::fail;
using core::Result;

namespace {

/// A vector in F32 or F16 as floats; nothing when it is not there.
std::vector<float> readFloats(const WeightView& view)
{
    std::vector<float> values(view.present() ? static_cast<std::size_t>(view.columns) : 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (view.type == TensorType::F32) {
            std::memcpy(&values[i], view.data + i * sizeof(float), sizeof(float));
        } else {
            std::uint16_t half = 0;
            std::memcpy(&half, view.data + i * sizeof half, sizeof half);
            values[i] = static_cast<float>(halfToDouble(half));
        }
    }
    return values;
}

/// Uploads all of a model with one uploader.
class Upload {
public:
    Upload(const LlamaModel& model, PackedOrder order, WeightUploader& uploader)
        : m_model(model)
        , m_order(order)
        , m_uploader(uploader)
    {
    }

    Result<PackedMatrix> matrix(std::vector<WeightView> views, RowJoin join = RowJoin::Stack)
    {
        for (const WeightView& view : views) {
            if (!WeightPacking::supports(view.type)) {
                const auto* layout = tensorTypeLayout(static_cast<std::uint32_t>(view.type));
                return fail(core::ErrorCode::Unsupported,
                    fmt::format("Weights of type {} cannot be computed on a Vulkan device. Use "
                                "another file of the model or the device 'cpu'.",
                        layout == nullptr ? "unknown" : layout->name));
            }
        }
        return m_uploader.upload(WeightPacking(std::move(views), join, m_order));
    }

    Result<BufferSlice> norm(const WeightView& view)
    {
        const std::int64_t size = (view.columns + superColumns - 1) / superColumns * superColumns;
        return m_uploader.uploadFloats(readFloats(view), size);
    }

    Result<VulkanLayerWeights> layer(const LlamaLayer& source)
    {
        VulkanLayerWeights layer;
        layer.attentionNorm = TRY(norm(source.attentionNorm));
        layer.heads = TRY(heads(source));
        layer.biases = TRY(biases(source));
        layer.attentionOutput = TRY(matrix({source.attentionOutput}));
        layer.feedForwardNorm = TRY(norm(source.feedForwardNorm));
        if (source.gate.type == source.up.type) {
            layer.gates.push_back(TRY(matrix({source.gate, source.up}, RowJoin::Alternate)));
        } else {
            layer.gates.push_back(TRY(matrix({source.gate})));
            layer.gates.push_back(TRY(matrix({source.up})));
        }
        layer.down = TRY(matrix({source.down}));
        return layer;
    }

private:
    Result<std::vector<VulkanLayerWeights::HeadPiece>> heads(const LlamaLayer& source)
    {
        std::vector<VulkanLayerWeights::HeadPiece> pieces;
        std::vector<WeightView> views;
        std::int64_t firstRow = 0;
        std::int64_t row = 0;
        for (const WeightView* view : {&source.query, &source.key, &source.value}) {
            if (!views.empty() && views.front().type != view->type) {
                pieces.push_back({firstRow, TRY(matrix(std::move(views)))});
                views.clear();
                firstRow = row;
            }
            views.push_back(*view);
            row += view->rows;
        }
        pieces.push_back({firstRow, TRY(matrix(std::move(views)))});
        return pieces;
    }

    Result<BufferSlice> biases(const LlamaLayer& source)
    {
        std::vector<float> all;
        const std::array matrices{&source.query, &source.key, &source.value};
        const std::array vectors{&source.queryBias, &source.keyBias, &source.valueBias};
        for (std::size_t i = 0; i < matrices.size(); ++i) {
            std::vector<float> values = readFloats(*vectors.at(i));
            values.resize(static_cast<std::size_t>(matrices.at(i)->rows), 0.0F);
            all.insert(all.end(), values.begin(), values.end());
        }
        const auto size = static_cast<std::int64_t>(all.size());
        return m_uploader.uploadFloats(all, size);
    }

    const LlamaModel& m_model;
    const PackedOrder m_order;
    WeightUploader& m_uploader;
};

} // namespace

Result<VulkanWeights> VulkanWeights::upload(
    const LlamaModel& model, PackedOrder order, WeightUploader& uploader)
{
    Upload upload(model, order, uploader);
    VulkanWeights weights;
    weights.embedding = TRY(upload.matrix({model.embedding}));
    for (const LlamaLayer& layer : model.layers) {
        weights.layers.push_back(TRY(upload.layer(layer)));
        weights.hasBias = weights.hasBias || layer.queryBias.present() || layer.keyBias.present()
            || layer.valueBias.present();
    }
    weights.outputNorm = TRY(upload.norm(model.outputNorm));
    weights.output = model.output.data == model.embedding.data ? weights.embedding
                                                               : TRY(upload.matrix({model.output}));
    TRY(model.mapping->checkUnchanged());
    return weights;
}

std::int64_t uploadedBytes(const LlamaModel& model)
{
    const auto bytes = [](const WeightView& view) { return view.rows * view.rowBytes(); };
    std::int64_t total = bytes(model.embedding);
    for (const LlamaLayer& layer : model.layers) {
        for (const WeightView* view : {&layer.query, &layer.key, &layer.value,
                 &layer.attentionOutput, &layer.gate, &layer.up, &layer.down})
        {
            total += bytes(*view);
        }
    }
    return model.output.data == model.embedding.data ? total : total + bytes(model.output);
}

} // namespace inference
