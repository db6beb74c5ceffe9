// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace inference {

/// The value of every half-precision number by its bits. Reading a scale from here costs a load,
/// where converting it costs two of the few vector operations that a block of weights takes.
/// Filled by fillHalfTable(), which supportedCpuKernels() calls before it hands out any kernel.
extern float halfTable[65536];

void fillHalfTable();

} // namespace inference
