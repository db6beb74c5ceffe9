// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/rope_frequency.h"

#include "inference/plan/llama_limits.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace inference {

using core::fail;
using core::Result;

namespace {

constexpr std::string_view factorsName = "rope_freqs.weight";

/// The factors as they stand in the file; empty when it has none.
Result<std::vector<double>> readFactors(const WeightFinder& weights, std::int64_t pairs)
{
    const WeightView view = TRY(weights.optionalVector(factorsName, pairs));
    if (!view.present()) {
        return std::vector<double>{};
    }
    if (view.type != TensorType::F32) {
        return fail(weights.errorAt(factorsName, "type", "E_TENSOR_TYPE",
            "The tensor 'rope_freqs.weight' is not of type F32, the only one this version "
            "reads it in. Convert the model again."));
    }
    std::vector<double> factors;
    for (std::int64_t i = 0; i < pairs; ++i) {
        float factor = 0;
        std::memcpy(&factor, view.data + i * 4, sizeof factor);
        if (!std::isfinite(factor) || factor <= 0 || factor > limits::ropeFactorMax) {
            return fail(weights.errorAt(factorsName, "data", "E_RANGE",
                fmt::format("Factor {} of 'rope_freqs.weight' is {}; a finite number over 0 and "
                            "at most {} is allowed. The file is damaged.",
                    i, factor, limits::ropeFactorMax)));
        }
        factors.push_back(factor);
    }
    return factors;
}

} // namespace

Result<std::vector<double>> computeRopeFrequency(
    const WeightFinder& weights, const LlamaParameters& parameters)
{
    const std::int64_t pairs = parameters.ropeDimensions / 2;
    const std::vector<double> factors = TRY(readFactors(weights, pairs));
    std::vector<double> frequency(static_cast<std::size_t>(pairs));
    for (std::size_t i = 0; i < frequency.size(); ++i) {
        const double exponent =
            -2.0 * static_cast<double>(i) / static_cast<double>(parameters.ropeDimensions);
        const double factor = factors.empty() ? 1.0 : factors[i];
        frequency[i] = std::pow(parameters.ropeBase, exponent) / (parameters.ropeScale * factor);
    }
    return frequency;
}

} // namespace inference
