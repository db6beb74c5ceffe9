// SPDX-License-Identifier: Apache-2.0
// Turns a token's values into whole numbers. fixed_point.h says why and how.
#if defined(HOLDFAST_CPU_FIXED_POINT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_FIXED_POINT_INL_H
#undef HOLDFAST_CPU_FIXED_POINT_INL_H
#else
#define HOLDFAST_CPU_FIXED_POINT_INL_H
#endif

#include "inference/cpu/fixed_point.h"
#include "inference/cpu/simd/vector-inl.h"

#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

using IntegerTag = hn::Rebind<std::int32_t, FloatTag>;
using IntegerVector = hn::Vec<IntegerTag>;

/// Sixteen columns of a part.
HWY_INLINE void splitDigits(
    const float* HWY_RESTRICT values, float inverse, std::int8_t* upper, std::int32_t* sum)
{
    const IntegerTag tag;
    const hn::Rebind<std::int8_t, FloatTag> narrow;
    const auto most = hn::Set(tag, fixedPointMax);
    IntegerVector total = hn::Zero(tag);
    for (std::size_t i = 0; i < FixedPointRows::sumColumns; i += lanes) {
        const auto scaled =
            hn::Mul(hn::LoadU(FloatTag(), values + i), hn::Set(FloatTag(), inverse));
        const auto whole = hn::Max(hn::Min(hn::NearestInt(scaled), most), hn::Neg(most));
        const auto high = hn::ShiftRight<8>(hn::Add(whole, hn::Set(tag, 128)));
        const auto low = hn::Sub(whole, hn::ShiftLeft<8>(high));
        hn::StoreU(hn::DemoteTo(narrow, high), narrow, upper + i);
        hn::StoreU(hn::DemoteTo(narrow, low), narrow, upper + FixedPointRows::partColumns + i);
        total = hn::Add(total, whole);
    }
    *sum = hn::GetLane(hn::SumOfLanes(tag, total));
}

/// The largest magnitude of a part; NaN when a value is no finite number. Compared as whole
/// numbers, because the bits of infinity and NaN are above all others.
HWY_INLINE float largestOf(const float* HWY_RESTRICT values)
{
    const IntegerTag tag;
    IntegerVector largest = hn::Zero(tag);
    for (std::size_t i = 0; i < FixedPointRows::partColumns; i += lanes) {
        const auto magnitude = hn::Abs(hn::LoadU(FloatTag(), values + i));
        largest = hn::Max(largest, hn::BitCast(tag, magnitude));
    }
    const std::int32_t bits = hn::GetLane(hn::MaxOfLanes(tag, largest));
    float most = 0;
    std::memcpy(&most, &bits, sizeof most);
    return std::isfinite(most) ? most : std::numeric_limits<float>::quiet_NaN();
}

/// `input` is padded with zeros to whole parts.
void toFixedPoint(const float* input, const FixedPointRows& output)
{
    for (std::int64_t part = 0; part < output.parts; ++part) {
        const float* values = input + part * FixedPointRows::partColumns;
        const float most = largestOf(values);
        const bool isZero = most < fixedPointMin;
        const float scale = isZero ? 0.0F : most / static_cast<float>(fixedPointMax);
        const float inverse = isZero ? 0.0F : static_cast<float>(fixedPointMax) / most;
        std::int8_t* digits = output.digits + part * 2 * FixedPointRows::partColumns;
        std::int32_t* sums = output.sums + part * 2;
        splitDigits(values, inverse, digits, sums);
        splitDigits(values + FixedPointRows::sumColumns, inverse,
            digits + FixedPointRows::sumColumns, sums + 1);
        output.scales[part] = scale;
        output.offsets[part] = scale * static_cast<float>(sums[0] + sums[1]);
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
