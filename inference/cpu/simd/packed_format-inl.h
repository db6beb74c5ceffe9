// SPDX-License-Identifier: Apache-2.0
// Weights of four to six bits, which are multiplied as whole numbers (fixed_point.h).
//
// A packed format tells how a block of a row is written. A value is scale * step - minimum, or
// scale * (step - zeroPoint); steps are unsigned bytes.
//   type          its number in the file
//   blockBytes    what a block takes in a row
//   blockColumns  the values of a block, whole parts of 32
//   scaleColumns  the values that share a scale, 16 or 32
//   zeroPoint     0 for a format with minimums
//   hasMinimums
//   readScales    a block's scales, and its minimums
//   steps         those of the part that begins with the column number Column of a block
#if defined(HOLDFAST_CPU_PACKED_FORMAT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_FORMAT_INL_H
#undef HOLDFAST_CPU_PACKED_FORMAT_INL_H
#else
#define HOLDFAST_CPU_PACKED_FORMAT_INL_H
#endif

#include "inference/cpu/fixed_point.h"
#include "inference/cpu/half_table.h"
#include "inference/cpu/simd/step_vector-inl.h"

#include <algorithm>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

constexpr std::size_t partColumns = FixedPointRows::partColumns;
static_assert(partColumns == stepCount);

template <class Format>
constexpr std::size_t blockScales = Format::blockColumns / Format::scaleColumns;

/// A half in memory.
HWY_INLINE float halfAt(const std::uint8_t* from)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, from, sizeof bits);
    return halfTable[bits];
}

/// Calls body(column) with 0, Step, 2 Step, … below Columns as constants.
template <std::size_t Columns, std::size_t Step, class Body>
HWY_INLINE void forColumns(Body&& body)
{
    [&]<std::size_t... Index>(std::index_sequence<Index...>)
    {
        (body(std::integral_constant<std::size_t, Index * Step>()), ...);
    }
    (std::make_index_sequence<Columns / Step>());
}

/// Exact, or rounded once where a float cannot hold the difference.
template <class Format>
void expandPacked(const std::uint8_t* row, std::int64_t columns, float* HWY_RESTRICT values)
{
    const hn::Rebind<std::uint8_t, RowTag> narrow;
    for (std::int64_t column = 0; column < columns; column += Format::blockColumns) {
        float scales[blockScales<Format>];
        float minimums[blockScales<Format>];
        Format::readScales(row, scales, minimums);
        HWY_ALIGN std::uint8_t steps[Format::blockColumns];
        forColumns<Format::blockColumns, partColumns>(
            [&](auto first) { storeSteps(Format::template steps<first()>(row), steps + first()); });
        for (std::size_t i = 0; i < Format::blockColumns; i += rowLanes) {
            const auto step = hn::ConvertTo(
                RowTag(), hn::PromoteTo(RowIntegerTag(), hn::LoadU(narrow, steps + i)));
            const std::size_t part = i / Format::scaleColumns;
            const float minimum = Format::hasMinimums
                ? minimums[part]
                : static_cast<float>(Format::zeroPoint) * scales[part];
            hn::StoreU(
                hn::MulSub(step, hn::Set(RowTag(), scales[part]), hn::Set(RowTag(), minimum)),
                RowTag(), values + column + static_cast<std::int64_t>(i));
        }
        row += Format::blockBytes;
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
