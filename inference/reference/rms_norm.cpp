// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/rms_norm.h"

#include <cmath>

namespace inference {

Matrix rmsNorm(const Matrix& input, std::span<const double> gain, double epsilon)
{
    Matrix output(input.rows(), input.columns());
    for (std::int64_t token = 0; token < input.rows(); ++token) {
        const std::span<const double> x = input.row(token);
        const double meanSquare = dot(x, x) / static_cast<double>(x.size());
        const double scale = 1.0 / std::sqrt(meanSquare + epsilon);
        const std::span<double> y = output.row(token);
        for (std::size_t i = 0; i < x.size(); ++i) {
            y[i] = x[i] * scale * gain[i];
        }
    }
    return output;
}

} // namespace inference
