// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/llama_model.h"

#include "inference/plan/llama_limits.h"
#include "inference/plan/llama_parameters.h"
#include "inference/plan/rope_frequency.h"
#include "inference/plan/weight_finder.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::string_view embeddingName = "token_embd.weight";
constexpr std::string_view headName = "output.weight";
constexpr std::string_view tokensKey = "tokenizer.ggml.tokens";

/// Tensors of a layer that change what it computes, and that LlamaLayer has no place for.
constexpr std::array<std::string_view, 7> refusedInLayer{"attn_output.bias", "ffn_gate.bias",
    "ffn_up.bias", "ffn_down.bias", "ffn_gate_inp.weight", "attn_q_norm.weight",
    "attn_k_norm.weight"};

/// The embedding has a row for each token. The list of tokens decides when there is one, because
/// it is what ids are made from.
Result<std::int64_t> readVocabulary(const GgufFile& file, const WeightFinder& weights)
{
    const TensorInfo* embedding = file.findTensor(embeddingName);
    if (embedding == nullptr) {
        return fail(weights.matrix(embeddingName, 1, 1).error());
    }
    const std::uint64_t rows = embedding->shape[1];
    if (rows > static_cast<std::uint64_t>(limits::vocabularyMax)) {
        return fail(weights.errorAt(embeddingName, "dims", "E_RANGE",
            fmt::format("The embedding has {} tokens; at most {} are allowed. The file is "
                        "damaged.",
                rows, limits::vocabularyMax)));
    }
    const Value* tokens = file.find(tokensKey);
    const auto* list = tokens != nullptr ? std::get_if<ArrayValue>(&tokens->data) : nullptr;
    if (list != nullptr && list->size() != rows) {
        return fail(weights.errorAt(embeddingName, "dims", "E_SHAPE",
            fmt::format("The embedding has {} rows for a vocabulary of {} tokens. The file is "
                        "damaged or made by a faulty converter.",
                rows, list->size())));
    }
    return static_cast<std::int64_t>(rows);
}

Result<void> readAttention(const WeightFinder& weights, const std::string& block,
    const LlamaParameters& parameters, LlamaLayer& layer)
{
    const std::int64_t width = parameters.width;
    const std::int64_t queryWidth = parameters.heads * parameters.headSize;
    const std::int64_t keyWidth = parameters.kvHeads * parameters.headSize;
    layer.attentionNorm = TRY(weights.vector(block + "attn_norm.weight", width));
    layer.query = TRY(weights.matrix(block + "attn_q.weight", queryWidth, width));
    layer.key = TRY(weights.matrix(block + "attn_k.weight", keyWidth, width));
    layer.value = TRY(weights.matrix(block + "attn_v.weight", keyWidth, width));
    layer.attentionOutput = TRY(weights.matrix(block + "attn_output.weight", width, queryWidth));
    layer.queryBias = TRY(weights.optionalVector(block + "attn_q.bias", queryWidth));
    layer.keyBias = TRY(weights.optionalVector(block + "attn_k.bias", keyWidth));
    layer.valueBias = TRY(weights.optionalVector(block + "attn_v.bias", keyWidth));
    return {};
}

Result<LlamaLayer> readLayer(
    const WeightFinder& weights, const LlamaParameters& parameters, std::int64_t index)
{
    const std::string block = fmt::format("blk.{}.", index);
    const std::int64_t width = parameters.width;
    for (const std::string_view name : refusedInLayer) {
        TRY(weights.refuse(block + std::string(name)));
    }
    LlamaLayer layer;
    TRY(readAttention(weights, block, parameters, layer));
    layer.feedForwardNorm = TRY(weights.vector(block + "ffn_norm.weight", width));
    layer.gate = TRY(weights.matrix(block + "ffn_gate.weight", parameters.feedForward, width));
    layer.up = TRY(weights.matrix(block + "ffn_up.weight", parameters.feedForward, width));
    layer.down = TRY(weights.matrix(block + "ffn_down.weight", width, parameters.feedForward));
    return layer;
}

} // namespace

std::int64_t WeightView::rowBytes() const
{
    const TensorTypeLayout* layout = tensorTypeLayout(static_cast<std::uint32_t>(type));
    return layout == nullptr ? 0 : columns / layout->blockElements * layout->blockBytes;
}

Result<LlamaModel> LlamaModel::fromGguf(const GgufFile& file)
{
    LlamaModel model;
    model.mapping = file.mapping();
    model.parameters = TRY(readLlamaParameters(file));
    LlamaParameters& parameters = model.parameters;
    const WeightFinder weights(file);
    parameters.vocabulary = TRY(readVocabulary(file, weights));
    model.embedding = TRY(weights.matrix(embeddingName, parameters.vocabulary, parameters.width));
    model.outputNorm = TRY(weights.vector("output_norm.weight", parameters.width));
    TRY(weights.refuse("output.bias"));
    model.output = file.findTensor(headName) == nullptr
        ? model.embedding
        : TRY(weights.matrix(headName, parameters.vocabulary, parameters.width));
    model.layers.reserve(static_cast<std::size_t>(parameters.layers));
    for (std::int64_t i = 0; i < parameters.layers; ++i) {
        model.layers.push_back(TRY(readLayer(weights, parameters, i)));
    }
    model.ropeFrequency = TRY(computeRopeFrequency(weights, parameters));
    TRY(file.mapping()->checkUnchanged());
    return model;
}

} // namespace inference
