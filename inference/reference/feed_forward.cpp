// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/feed_forward.h"

#include <cmath>

namespace inference {

namespace {

double silu(double x)
{
    return x / (1.0 + std::exp(-x));
}

} // namespace

Matrix feedForward(const Matrix& input, const LlamaLayer& layer)
{
    Matrix gate = linear(input, layer.gate);
    const Matrix up = linear(input, layer.up);
    for (std::int64_t token = 0; token < gate.rows(); ++token) {
        const std::span<double> gated = gate.row(token);
        const std::span<const double> values = up.row(token);
        for (std::size_t i = 0; i < gated.size(); ++i) {
            gated[i] = silu(gated[i]) * values[i];
        }
    }
    return linear(gate, layer.down);
}

} // namespace inference
