// SPDX-License-Identifier: Apache-2.0
// Included once for each instruction set (hwy/foreach_target.h): the vector type and what all
// kernels share.
#if defined(HOLDFAST_CPU_VECTOR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_VECTOR_INL_H
#undef HOLDFAST_CPU_VECTOR_INL_H
#else
#define HOLDFAST_CPU_VECTOR_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

// AVX-512 here means with VNNI. Highway's own target for that asks the compiler for AVX-VNNI too,
// whose encoding of the same instructions many processors with AVX-512 do not know.
#if HWY_TARGET == HWY_AVX3
#undef HWY_TARGET_STR
#define HWY_TARGET_STR HWY_TARGET_STR_AVX3 ",avx512vnni"
#endif

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 16 lanes at most: the widest x86 vector, and positionBlock.
using FloatTag = hn::CappedTag<float, 16>;
using FloatVector = hn::Vec<FloatTag>;
constexpr std::size_t lanes = hn::MaxLanes(FloatTag());

/// [a0+a1, a2+a3, …, b0+b1, b2+b3, …]
HWY_INLINE FloatVector addPairs(FloatVector a, FloatVector b)
{
#if HWY_TARGET == HWY_SCALAR
    return hn::Add(a, b); // never called: one lane has no neighbours
#else
    const FloatTag tag;
    return hn::Add(hn::ConcatEven(tag, b, a), hn::ConcatOdd(tag, b, a));
#endif
}

/// [a1, a0, a3, a2, …]
HWY_INLINE FloatVector swapPairs(FloatVector a)
{
#if HWY_TARGET == HWY_SCALAR
    return a; // never called
#else
    return hn::Shuffle2301(a);
#endif
}

/// Halves the vectors again and again: lane i becomes the sum of lanes of vectors[i], whose lanes
/// are added as a tree of neighbours. The tree does not depend on how many vectors go together.
template <std::size_t Power, std::size_t Count>
HWY_INLINE FloatVector addTree(const FloatVector* HWY_RESTRICT vectors, std::size_t first)
{
    if constexpr (Power == 1) {
        return vectors[first < Count ? first : Count - 1];
    } else {
        return addPairs(addTree<Power / 2, Count>(vectors, first),
            addTree<Power / 2, Count>(vectors, first + Power / 2));
    }
}

constexpr std::size_t powerOfTwoFrom(std::size_t count)
{
    std::size_t power = 1;
    while (power < count) {
        power *= 2;
    }
    return power;
}

/// The sums of the lanes of up to `lanes` vectors.
template <std::size_t Count>
HWY_INLINE FloatVector sumLanesOf(const FloatVector* HWY_RESTRICT vectors)
{
    static_assert(Count <= lanes);
    constexpr std::size_t power = powerOfTwoFrom(Count);
    FloatVector sums = addTree<power, Count>(vectors, 0);
    for (std::size_t width = lanes / power; width > 1; width /= 2) {
        sums = addPairs(sums, sums);
    }
    return sums;
}

/// Writes the sums of the lanes of `Count` vectors.
template <std::size_t Count>
HWY_INLINE void storeLaneSums(const FloatVector* HWY_RESTRICT vectors, float* HWY_RESTRICT sums)
{
    const FloatTag tag;
    constexpr std::size_t now = Count < lanes ? Count : lanes;
    if constexpr (now == lanes) {
        hn::StoreU(sumLanesOf<now>(vectors), tag, sums);
    } else {
        HWY_ALIGN float all[lanes];
        hn::Store(sumLanesOf<now>(vectors), tag, all);
        std::memcpy(sums, all, now * sizeof(float));
    }
    if constexpr (Count > lanes) {
        storeLaneSums<Count - lanes>(vectors + lanes, sums + lanes);
    }
}

HWY_INLINE float sumLanes(FloatVector vector)
{
    return hn::GetLane(sumLanesOf<1>(&vector));
}

// IEEE half precision in memory, widened to a vector of floats.
HWY_INLINE FloatVector loadHalf(const void* from)
{
    const hn::Rebind<hwy::float16_t, FloatTag> half;
    return hn::PromoteTo(FloatTag(), hn::LoadU(half, static_cast<const hwy::float16_t*>(from)));
}

HWY_INLINE void storeHalf(FloatVector vector, void* to)
{
    const hn::Rebind<hwy::float16_t, FloatTag> half;
    hn::StoreU(hn::DemoteTo(half, vector), half, static_cast<hwy::float16_t*>(to));
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
