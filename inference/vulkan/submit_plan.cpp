// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/submit_plan.h"

namespace inference {

using std::chrono::microseconds;

namespace {

constexpr microseconds shortest{1}; // a piece measured as 0 still counts

} // namespace

std::size_t nextSubmitPieces(std::span<const RecordedPiece> pieces, microseconds budget)
{
    microseconds expected{0};
    std::size_t count = 0;
    for (const RecordedPiece& piece : pieces) {
        if (!piece.measured) {
            return count == 0 ? 1 : count;
        }
        expected += *piece.measured;
        if (count > 0 && expected > budget) {
            return count;
        }
        ++count;
    }
    return count;
}

void enterMeasurement(std::span<RecordedPiece> pieces, microseconds taken)
{
    microseconds expected{0};
    for (RecordedPiece& piece : pieces) {
        piece.measured = std::max(piece.measured.value_or(shortest), shortest);
        expected += *piece.measured;
    }
    for (RecordedPiece& piece : pieces) {
        piece.measured = std::max(shortest, *piece.measured * taken.count() / expected.count());
    }
}

} // namespace inference
