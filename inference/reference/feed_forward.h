// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/reference/matrix.h"

namespace inference {

/// down(silu(gate(x)) * up(x)), the gated unit of Shazeer, 2020.
Matrix feedForward(const Matrix& input, const LlamaLayer& layer);

} // namespace inference
