// SPDX-License-Identifier: Apache-2.0
// exp() of a vector: x = n ln 2 + r with |r| <= ln 2 / 2, so e^x = 2^n e^r, and e^r is its Taylor
// series to r^7, whose remainder is below 6e-9. Within 1.5 units in the last place.
#if defined(HOLDFAST_CPU_EXPONENTIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_EXPONENTIAL_INL_H
#undef HOLDFAST_CPU_EXPONENTIAL_INL_H
#else
#define HOLDFAST_CPU_EXPONENTIAL_INL_H
#endif

#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// e^x; zero below -87 (the last normal float), as at 88 above it.
HWY_INLINE FloatVector exponential(FloatVector x)
{
    const FloatTag tag;
    const hn::RebindToSigned<FloatTag> integerTag;
    const FloatVector bounded = hn::Min(hn::Max(x, hn::Set(tag, -87.0F)), hn::Set(tag, 88.0F));
    const auto power = hn::NearestInt(hn::Mul(bounded, hn::Set(tag, 1.44269504F)));
    const FloatVector n = hn::ConvertTo(tag, power);
    // ln 2 in two parts: the first has few bits, so that its product with n is exact.
    FloatVector r = hn::NegMulAdd(n, hn::Set(tag, 0.693359375F), bounded);
    r = hn::NegMulAdd(n, hn::Set(tag, -2.12194440e-4F), r);
    FloatVector series = hn::Set(tag, 1.0F / 5040);
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F / 720));
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F / 120));
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F / 24));
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F / 6));
    series = hn::MulAdd(series, r, hn::Set(tag, 0.5F));
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F));
    series = hn::MulAdd(series, r, hn::Set(tag, 1.0F));
    const auto exponent = hn::ShiftLeft<23>(hn::Add(power, hn::Set(integerTag, 127)));
    const FloatVector result = hn::Mul(series, hn::BitCast(tag, exponent));
    return hn::IfThenZeroElse(hn::Lt(x, hn::Set(tag, -87.0F)), result);
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
