// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/recording.h"

#include <chrono>
#include <cstddef>
#include <span>

namespace inference {

/// How many of the pieces to submit together: as many as are expected to take `budget` together,
/// at least one. A piece that never ran is submitted alone, so that its time gets known.
std::size_t nextSubmitPieces(
    std::span<const RecordedPiece> pieces, std::chrono::microseconds budget);

/// Spreads the measured time of one submit over its pieces, in proportion to what was expected.
void enterMeasurement(std::span<RecordedPiece> pieces, std::chrono::microseconds taken);

} // namespace inference
