// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace train {

/// Prints how fast the products of training are on one thread, in GFLOP/s, for some shapes.
void printProductBench();

} // namespace train
