// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/llama_parameters.h"

#include "inference/gguf/printable.h"
#include "inference/plan/llama_limits.h"
#include "inference/plan/parameter_reader.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::string_view architectureKey = "general.architecture";
constexpr std::size_t shownNameBytesMax = 64;

Result<void> requireLlama(const GgufFile& file)
{
    const Value* value = file.find(architectureKey);
    if (value == nullptr) {
        return fail({.code = ErrorCode::Corrupt,
            .message = "'general.architecture' is missing, so nobody can tell what the weights "
                       "mean. Convert the model again.",
            .detail = "E_MISSING",
            .field = std::string(architectureKey)});
    }
    const auto* name = std::get_if<std::string>(&value->data);
    if (name == nullptr) {
        return fail({.code = ErrorCode::Corrupt,
            .message = fmt::format("'general.architecture' is of type {}; a text is expected. The "
                                   "file is damaged.",
                valueTypeName(value->type)),
            .detail = "E_TYPE",
            .field = file.fieldOf(architectureKey),
            .byteOffset = value->offset});
    }
    if (*name != "llama") {
        return fail({.code = ErrorCode::Unsupported,
            .message = fmt::format("The architecture is '{}'; this version computes 'llama'. Use a "
                                   "model of that architecture.",
                printable(*name, shownNameBytesMax)),
            .detail = "E_ARCH",
            .field = file.fieldOf(architectureKey),
            .byteOffset = value->offset});
    }
    return {};
}

Result<void> readHeads(const ParameterReader& reader, LlamaParameters& parameters)
{
    parameters.heads = TRY(reader.required("attention.head_count", 1, limits::headsMax));
    parameters.kvHeads =
        TRY(reader.optional("attention.head_count_kv", 1, parameters.heads, parameters.heads));
    if (parameters.heads % parameters.kvHeads != 0) {
        return fail(reader.errorAt("attention.head_count_kv", "E_RANGE",
            fmt::format("{} key heads do not divide {} heads. The file is damaged.",
                parameters.kvHeads, parameters.heads)));
    }
    const bool headSizeGiven = reader.find("attention.key_length") != nullptr;
    if (!headSizeGiven && parameters.width % parameters.heads != 0) {
        return fail(reader.errorAt("embedding_length", "E_DIVIDE",
            fmt::format("A width of {} cannot be shared among {} heads. The file is damaged.",
                parameters.width, parameters.heads)));
    }
    parameters.headSize = TRY(reader.optional(
        "attention.key_length", 1, limits::headSizeMax, parameters.width / parameters.heads));
    const std::int64_t valueSize =
        TRY(reader.optional("attention.value_length", 1, limits::headSizeMax, parameters.headSize));
    if (valueSize != parameters.headSize) {
        return fail(reader.errorAt("attention.value_length", "E_ARCH",
            fmt::format("Values of {} beside keys of {} dimensions; this version computes only "
                        "models where they are equal.",
                valueSize, parameters.headSize)));
    }
    if (parameters.headSize > limits::headSizeMax) {
        return fail(reader.errorAt("attention.head_count", "E_RANGE",
            fmt::format("{} heads of a width of {} have {} dimensions each; at most {} are "
                        "allowed. The file is damaged.",
                parameters.heads, parameters.width, parameters.headSize, limits::headSizeMax)));
    }
    return {};
}

/// A plain factor, or one under `rope.scaling`; older files say `rope.scale_linear`.
Result<double> readRopeScale(const ParameterReader& reader)
{
    const auto kind = TRY(reader.optionalText("rope.scaling.type"));
    if (kind == "none") {
        return 1.0;
    }
    if (kind && *kind != "linear") {
        return fail(reader.errorAt("rope.scaling.type", "E_ARCH",
            fmt::format("Positions are scaled by the rule '{}'; this version knows 'none' and "
                        "'linear'. Use another model.",
                printable(*kind, shownNameBytesMax))));
    }
    const std::string_view key =
        reader.find("rope.scaling.factor") != nullptr ? "rope.scaling.factor" : "rope.scale_linear";
    return reader.optionalPositive(key, limits::ropeScaleMax, 1.0);
}

Result<void> readRope(const ParameterReader& reader, LlamaParameters& parameters)
{
    parameters.ropeDimensions =
        TRY(reader.optional("rope.dimension_count", 2, parameters.headSize, parameters.headSize));
    if (parameters.ropeDimensions % 2 != 0) {
        return fail(reader.errorAt("rope.dimension_count", "E_RANGE",
            fmt::format("{} dimensions are to be rotated; they are rotated in pairs. The file is "
                        "damaged.",
                parameters.ropeDimensions)));
    }
    parameters.ropeBase =
        TRY(reader.optionalPositive("rope.freq_base", limits::ropeBaseMax, 10000.0));
    parameters.ropeScale = TRY(readRopeScale(reader));
    return {};
}

/// Refuses what would be computed wrongly when ignored.
Result<void> refuseExperts(const ParameterReader& reader)
{
    const std::int64_t experts = TRY(reader.optional("expert_count", 0, limits::expertsMax, 0));
    TRY(reader.optional("expert_used_count", 0, experts, 0));
    if (experts > 0) {
        return fail(reader.errorAt("expert_count", "E_ARCH",
            fmt::format("The model has {} experts; this version computes llama models without. "
                        "Use a dense model.",
                experts)));
    }
    return {};
}

Result<void> refuseWindow(const ParameterReader& reader, const LlamaParameters& parameters)
{
    const Value* pattern = reader.find("attention.sliding_window_pattern");
    const auto* items = pattern != nullptr ? std::get_if<ArrayValue>(&pattern->data) : nullptr;
    if (items != nullptr && items->size() != static_cast<std::size_t>(parameters.layers)) {
        return fail(reader.errorAt("attention.sliding_window_pattern", "E_RANGE",
            fmt::format("The window pattern has {} items for {} layers. The file is damaged.",
                items->size(), parameters.layers)));
    }
    const std::int64_t window = TRY(reader.optional(
        "attention.sliding_window", 1, limits::slidingWindowMax, parameters.contextLength));
    if (window < parameters.contextLength) {
        return fail(reader.errorAt("attention.sliding_window", "E_ARCH",
            fmt::format("The model attends to a sliding window of {} tokens; this version "
                        "computes llama models without. Use another model.",
                window)));
    }
    return {};
}

} // namespace

Result<LlamaParameters> readLlamaParameters(const GgufFile& file)
{
    TRY(requireLlama(file));
    ParameterReader reader(file, "llama");
    LlamaParameters parameters;
    parameters.layers = TRY(reader.required("block_count", 1, limits::layersMax));
    reader.setLayers(parameters.layers);
    parameters.contextLength = TRY(reader.required("context_length", 1, limits::contextLengthMax));
    parameters.width = TRY(reader.required("embedding_length", 1, limits::widthMax));
    parameters.feedForward = TRY(reader.required("feed_forward_length", 1, limits::feedForwardMax));
    TRY(readHeads(reader, parameters));
    TRY(readRope(reader, parameters));
    parameters.normEpsilon =
        TRY(reader.requiredPositive("attention.layer_norm_rms_epsilon", limits::normEpsilonMax));
    TRY(refuseExperts(reader));
    TRY(refuseWindow(reader, parameters));
    return parameters;
}

} // namespace inference
