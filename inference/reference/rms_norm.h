// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/reference/matrix.h"

#include <span>

namespace inference {

/// x * gain / sqrt(mean(x^2) + epsilon), for each row (Zhang and Sennrich, 2019).
Matrix rmsNorm(const Matrix& input, std::span<const double> gain, double epsilon);

} // namespace inference
