// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/plan/llama_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// Row-major doubles: one row a token.
class Matrix {
public:
    Matrix(std::int64_t rows, std::int64_t columns)
        : m_rows(rows)
        , m_columns(columns)
        , m_values(static_cast<std::size_t>(rows * columns))
    {
    }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] std::int64_t columns() const { return m_columns; }
    std::span<double> row(std::int64_t index)
    {
        return std::span(m_values).subspan(
            static_cast<std::size_t>(index * m_columns), static_cast<std::size_t>(m_columns));
    }
    [[nodiscard]] std::span<const double> row(std::int64_t index) const
    {
        return std::span(m_values).subspan(
            static_cast<std::size_t>(index * m_columns), static_cast<std::size_t>(m_columns));
    }
    void add(const Matrix& other);

private:
    std::int64_t m_rows;
    std::int64_t m_columns;
    std::vector<double> m_values;
};

/// Sum of products, in order.
double dot(std::span<const double> a, std::span<const double> b);

/// y = x W^T + bias for each row x of `input`: rows x W.rows. The bias may be empty.
Matrix linear(const Matrix& input, const WeightView& weights, std::span<const double> bias = {});

} // namespace inference
