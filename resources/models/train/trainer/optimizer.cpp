// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/optimizer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace train {

double rateAt(const OptimizerOptions& options, std::int64_t step)
{
    if (step < options.warmupSteps) {
        return options.rate * static_cast<double>(step + 1)
            / static_cast<double>(options.warmupSteps);
    }
    const double way = static_cast<double>(step - options.warmupSteps)
        / static_cast<double>(std::max<std::int64_t>(options.steps - options.warmupSteps, 1));
    const double share = 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(way, 1.0)));
    return options.rate * (options.lastRate + (1.0 - options.lastRate) * share);
}

double takeStep(const OptimizerOptions& options, std::int64_t step, const ParameterLayout& layout,
    const Kernels& kernels, std::vector<float>& parameters, const std::vector<float>& gradients,
    Moments& moments)
{
    double squares = 0;
    for (const Tensor& tensor : layout.tensors) {
        const float* values = gradients.data() + tensor.offset;
        squares += static_cast<double>(kernels.dot(values, values, tensor.size()));
    }
    const double length = std::sqrt(squares);
    const double scale = length > options.clip ? options.clip / length : 1.0;
    const auto correction = [&](double beta) {
        return static_cast<float>(1.0 / (1.0 - std::pow(beta, static_cast<double>(step + 1))));
    };
    for (const Tensor& tensor : layout.tensors) {
        const Kernels::AdamStep one{.rate = static_cast<float>(rateAt(options, step)),
            .beta1 = static_cast<float>(options.beta1),
            .beta2 = static_cast<float>(options.beta2),
            .epsilon = static_cast<float>(options.epsilon),
            .decay = tensor.isVector() ? 0.0F : static_cast<float>(options.decay),
            .correction1 = correction(options.beta1),
            .correction2 = correction(options.beta2),
            .gradientScale = static_cast<float>(scale)};
        kernels.adam(parameters.data() + tensor.offset, gradients.data() + tensor.offset,
            moments.first.data() + tensor.offset, moments.second.data() + tensor.offset,
            tensor.size(), one);
    }
    return length;
}

} // namespace train
