// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/models/train/trainer/kernels.h"
#include "resources/models/train/trainer/model_shape.h"

#include <cstdint>
#include <vector>

namespace train {

struct OptimizerOptions {
    double rate = 1e-3; ///< the highest
    double lastRate = 0.05; ///< the share of it that is left at the end
    std::int64_t warmupSteps = 200;
    std::int64_t steps = 10000; ///< of the whole run: the cosine ends there
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
    double decay = 0.05; ///< of matrices
    double clip = 1.0; ///< the longest gradient
};

/// What AdamW keeps beside the parameters.
struct Moments {
    std::vector<float> first, second;
};

/// Rises evenly, then falls along half a cosine.
double rateAt(const OptimizerOptions& options, std::int64_t step);

/// One step; `step` counts from 0. Returns the length of the gradient before it was clipped.
double takeStep(const OptimizerOptions& options, std::int64_t step, const ParameterLayout& layout,
    const Kernels& kernels, std::vector<float>& parameters, const std::vector<float>& gradients,
    Moments& moments);

} // namespace train
