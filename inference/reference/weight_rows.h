// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/plan/llama_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// Row `row` of a matrix in F32, F16, BF16 or a type that block_decoder.h knows, as exact doubles.
/// `values` is view.columns long. BF16 is the upper half of a float.
void readWeightRow(const WeightView& view, std::int64_t row, std::span<double> values);

/// A vector (a matrix of one row) as exact doubles; empty for a view that is not present.
std::vector<double> readWeightVector(const WeightView& view);

} // namespace inference
