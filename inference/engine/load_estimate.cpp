// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/load_estimate.h"

#include "inference/engine/prompt_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::int64_t floatBytes = 4;
constexpr double mebibyte = 1024.0 * 1024.0;

/// Buffers of one pass: a chunk's activations, scores of one token per head, a row of logits.
std::int64_t workBytes(const LlamaParameters& parameters, std::int64_t context)
{
    const std::int64_t perToken = 4 * parameters.width
        + 2 * (parameters.heads + parameters.kvHeads) * parameters.headSize
        + 2 * parameters.feedForward;
    const std::int64_t floats =
        chunkTokensMax * perToken + parameters.heads * context + 2 * parameters.vocabulary;
    return floats * floatBytes;
}

} // namespace

Result<std::int64_t> chooseContext(const LlamaParameters& parameters, std::int64_t asked)
{
    if (asked < 0 || asked > parameters.contextLength) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("A context of {} tokens was asked for; this model was trained for {}. "
                        "Choose 1 to {}, or 0 for the default.",
                asked, parameters.contextLength, parameters.contextLength));
    }
    return asked > 0 ? asked : std::min(parameters.contextLength, contextTokensDefault);
}

std::int64_t kvBytes(const LlamaParameters& parameters, std::int64_t positions, bool kvF32)
{
    const std::int64_t elementBytes = kvF32 ? 4 : 2;
    return parameters.layers * parameters.kvHeads * parameters.headSize * 2 * elementBytes
        * positions;
}

Result<core::LoadEstimate> estimateLoad(const ModelContents& contents, const std::string& device,
    const core::LoadOptions& options, std::int64_t availableBytes)
{
    const LlamaParameters& parameters = contents.model->parameters;
    core::LoadEstimate estimate;
    estimate.device = device;
    estimate.contextTokens = TRY(chooseContext(parameters, options.contextTokens));
    estimate.weightsBytes = contents.fileBytes;
    estimate.kvBytes = kvBytes(parameters, estimate.contextTokens, options.kvF32);
    estimate.workBytes = workBytes(parameters, estimate.contextTokens);
    estimate.availableBytes = availableBytes;
    estimate.fits = estimate.weightsBytes + estimate.kvBytes + estimate.workBytes <= availableBytes;
    return estimate;
}

Result<void> requireFits(const core::LoadEstimate& estimate)
{
    if (estimate.fits) {
        return {};
    }
    const auto inMebibytes = [](std::int64_t bytes) {
        return static_cast<double>(bytes) / mebibyte;
    };
    const std::int64_t needed = estimate.weightsBytes + estimate.kvBytes + estimate.workBytes;
    return fail({.code = ErrorCode::OutOfMemory,
        .message = fmt::format(
            "The model needs {:.0f} MiB (weights {:.0f}, keys and values {:.0f} for {} tokens, "
            "buffers {:.0f}) and {:.0f} MiB are available. Choose a shorter context or a smaller "
            "model, or close other programs.",
            inMebibytes(needed), inMebibytes(estimate.weightsBytes), inMebibytes(estimate.kvBytes),
            estimate.contextTokens, inMebibytes(estimate.workBytes),
            inMebibytes(estimate.availableBytes)),
        .detail = "E_MEMORY"});
}

std::int64_t availableMemoryBytes()
{
    constexpr std::string_view label = "MemAvailable:";
    std::ifstream file("/proc/meminfo");
    std::string line;
    while (std::getline(file, line)) {
        if (line.rfind(label, 0) != 0) {
            continue;
        }
        const std::size_t first = line.find_first_of("0123456789");
        std::int64_t kibibytes = 0;
        if (first != std::string::npos) {
            std::from_chars(line.data() + first, line.data() + line.size(), kibibytes);
        }
        return kibibytes * 1024;
    }
    return 0;
}

} // namespace inference
