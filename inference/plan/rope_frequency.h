// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/plan/llama_model.h"
#include "inference/plan/weight_finder.h"

#include <vector>

namespace inference {

/// The rotation of each pair of dimensions for one step of position:
/// base^(-2i / dimensions) / scale, divided by the factors of `rope_freqs.weight` where a file has
/// them (that is how models stretched to long contexts say it).
core::Result<std::vector<double>> computeRopeFrequency(
    const WeightFinder& weights, const LlamaParameters& parameters);

} // namespace inference
