// SPDX-License-Identifier: Apache-2.0
// Sums of four products of bytes, and the transpositions that go with them.
#if defined(HOLDFAST_CPU_BYTE_DOT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_BYTE_DOT_INL_H
#undef HOLDFAST_CPU_BYTE_DOT_INL_H
#else
#define HOLDFAST_CPU_BYTE_DOT_INL_H
#endif

#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// Lane i of the sum gets weights[4 i + j] * digits[4 i + j] for j from 0 to 3 added. Weights are
/// at most 127, so that two products always fit in the 16 bits that AVX2 keeps between.
template <class Tag, class Sum, class Weights, class Digits>
HWY_INLINE Sum dotBytes(Tag tag, Sum sum, Weights weights, Digits digits)
{
#if HWY_TARGET == HWY_AVX3
    static_cast<void>(tag);
    if constexpr (hn::MaxLanes(Tag()) == 16) {
        return Sum{_mm512_dpbusd_epi32(sum.raw, weights.raw, digits.raw)};
    } else {
        return Sum{_mm256_dpbusd_epi32(sum.raw, weights.raw, digits.raw)};
    }
#elif HWY_TARGET == HWY_AVX2
    static_cast<void>(tag);
    const __m256i pairs = _mm256_maddubs_epi16(weights.raw, digits.raw);
    const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
    return Sum{_mm256_add_epi32(sum.raw, fours)};
#else
    const auto lower = hn::Set(tag, 255);
    const auto w = hn::BitCast(tag, weights);
    const auto d = hn::BitCast(tag, digits);
    const auto first = hn::Mul(hn::And(w, lower), hn::ShiftRight<24>(hn::ShiftLeft<24>(d)));
    const auto second =
        hn::Mul(hn::And(hn::ShiftRight<8>(w), lower), hn::ShiftRight<24>(hn::ShiftLeft<16>(d)));
    const auto third =
        hn::Mul(hn::And(hn::ShiftRight<16>(w), lower), hn::ShiftRight<24>(hn::ShiftLeft<8>(d)));
    const auto fourth = hn::Mul(hn::ShiftRight<24>(w), hn::ShiftRight<24>(d));
    return hn::Add(sum, hn::Add(hn::Add(first, second), hn::Add(third, fourth)));
#endif
}

/// Four rows of four lanes, in each block of 128 bits: row i becomes lane i of all.
template <class Tag, class Vector>
HWY_INLINE void transposeFour(Tag tag, Vector* HWY_RESTRICT rows)
{
    const hn::Repartition<std::int64_t, Tag> pairs;
    const auto lower01 = hn::BitCast(pairs, hn::InterleaveLower(tag, rows[0], rows[1]));
    const auto upper01 = hn::BitCast(pairs, hn::InterleaveUpper(tag, rows[0], rows[1]));
    const auto lower23 = hn::BitCast(pairs, hn::InterleaveLower(tag, rows[2], rows[3]));
    const auto upper23 = hn::BitCast(pairs, hn::InterleaveUpper(tag, rows[2], rows[3]));
    rows[0] = hn::BitCast(tag, hn::InterleaveLower(pairs, lower01, lower23));
    rows[1] = hn::BitCast(tag, hn::InterleaveUpper(pairs, lower01, lower23));
    rows[2] = hn::BitCast(tag, hn::InterleaveLower(pairs, upper01, upper23));
    rows[3] = hn::BitCast(tag, hn::InterleaveUpper(pairs, upper01, upper23));
}

/// In each block of 128 bits: lane i becomes the sum of the four lanes of row i.
template <class Tag, class Vector>
HWY_INLINE Vector sumFour(Tag tag, const Vector* HWY_RESTRICT rows)
{
    const hn::Repartition<std::int64_t, Tag> pairs;
    const auto first = hn::BitCast(pairs,
        hn::Add(hn::InterleaveLower(tag, rows[0], rows[1]),
            hn::InterleaveUpper(tag, rows[0], rows[1])));
    const auto second = hn::BitCast(pairs,
        hn::Add(hn::InterleaveLower(tag, rows[2], rows[3]),
            hn::InterleaveUpper(tag, rows[2], rows[3])));
    return hn::Add(hn::BitCast(tag, hn::InterleaveLower(pairs, first, second)),
        hn::BitCast(tag, hn::InterleaveUpper(pairs, first, second)));
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
