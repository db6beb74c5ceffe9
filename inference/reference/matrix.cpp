// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/matrix.h"

#include "inference/reference/weight_rows.h"

namespace inference {

void Matrix::add(const Matrix& other)
{
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        m_values[i] += other.m_values[i];
    }
}

double dot(std::span<const double> a, std::span<const double> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

Matrix linear(const Matrix& input, const WeightView& weights, std::span<const double> bias)
{
    Matrix output(input.rows(), weights.rows);
    std::vector<double> weightRow(static_cast<std::size_t>(weights.columns));
    for (std::int64_t j = 0; j < weights.rows; ++j) {
        readWeightRow(weights, j, weightRow);
        const auto column = static_cast<std::size_t>(j);
        for (std::int64_t token = 0; token < input.rows(); ++token) {
            output.row(token)[column] =
                dot(input.row(token), weightRow) + (bias.empty() ? 0.0 : bias[column]);
        }
    }
    return output;
}

} // namespace inference
