// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/reference/matrix.h"
#include "inference/reference/reference_cache.h"

#include <cstdint>

namespace inference {

/// softmax(q k^T / sqrt(headSize)) v for each head (Vaswani et al., 2017). Groups of heads share
/// the keys and values of one KV head (Ainslie et al., 2023). Row r of `queries` stands at
/// `firstPosition` + r and attends to that position and all before it, which the cache holds.
Matrix attend(const LlamaParameters& parameters, const Matrix& queries, const ReferenceCache& cache,
    std::int64_t layer, std::int64_t firstPosition);

} // namespace inference
