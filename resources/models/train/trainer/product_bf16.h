// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/models/train/trainer/kernels.h"

namespace train {

/// True where the processor multiplies pairs of bfloat16 (AVX512_BF16).
bool hasBf16Products();

/// As Kernels::multiply, with both sides rounded to bfloat16 (8 bits of mantissa) and sums in
/// float: about half the time. Only where hasBf16Products().
void multiplyBf16(
    const MatrixView& left, const MatrixView& right, Target out, Write write, PackBuffers& buffers);

} // namespace train
