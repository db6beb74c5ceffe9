// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/attention.h"

#include <algorithm>
#include <cmath>

namespace inference {

namespace {

/// Scores become weights that sum to 1. The greatest score is taken off first, so that no
/// exponential overflows.
void softmax(std::span<double> scores)
{
    const double greatest = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (double& score : scores) {
        score = std::exp(score - greatest);
        sum += score;
    }
    for (double& score : scores) {
        score /= sum;
    }
}

} // namespace

Matrix attend(const LlamaParameters& parameters, const Matrix& queries, const ReferenceCache& cache,
    std::int64_t layer, std::int64_t firstPosition)
{
    const auto headSize = static_cast<std::size_t>(parameters.headSize);
    const std::int64_t group = parameters.heads / parameters.kvHeads;
    const double scale = 1.0 / std::sqrt(static_cast<double>(headSize));
    Matrix output(queries.rows(), queries.columns());
    std::vector<double> vector(headSize);
    for (std::int64_t token = 0; token < queries.rows(); ++token) {
        std::vector<double> scores(static_cast<std::size_t>(firstPosition + token + 1));
        for (std::int64_t head = 0; head < parameters.heads; ++head) {
            const auto first = static_cast<std::size_t>(head) * headSize;
            const auto query = queries.row(token).subspan(first, headSize);
            for (std::size_t position = 0; position < scores.size(); ++position) {
                cache.readKey(layer, static_cast<std::int64_t>(position), head / group, vector);
                scores[position] = dot(query, vector) * scale;
            }
            softmax(scores);
            const auto result = output.row(token).subspan(first, headSize);
            for (std::size_t position = 0; position < scores.size(); ++position) {
                cache.readValue(layer, static_cast<std::int64_t>(position), head / group, vector);
                for (std::size_t i = 0; i < headSize; ++i) {
                    result[i] += scores[position] * vector[i];
                }
            }
        }
    }
    return output;
}

} // namespace inference
