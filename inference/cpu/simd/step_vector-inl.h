// SPDX-License-Identifier: Apache-2.0
// The 32 bytes from which packed formats make the steps of a part. Plain code where vectors are
// shorter.
#if defined(HOLDFAST_CPU_STEP_VECTOR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_STEP_VECTOR_INL_H
#undef HOLDFAST_CPU_STEP_VECTOR_INL_H
#else
#define HOLDFAST_CPU_STEP_VECTOR_INL_H
#endif

#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

constexpr std::size_t stepCount = 32;

#if HWY_MAX_BYTES < 32

using RowTag = hn::CappedTag<float, 1>;

struct StepVector {
    std::uint8_t bytes[stepCount];
};

template <class Operation>
HWY_INLINE StepVector makeSteps(Operation&& operation)
{
    StepVector result;
    for (std::size_t i = 0; i < stepCount; ++i) {
        result.bytes[i] = static_cast<std::uint8_t>(operation(i));
    }
    return result;
}

HWY_INLINE StepVector loadSteps(const std::uint8_t* from)
{
    return makeSteps([&](std::size_t i) { return from[i]; });
}

HWY_INLINE void storeSteps(const StepVector& steps, std::uint8_t* to)
{
    std::memcpy(to, steps.bytes, stepCount);
}

/// The lower nibbles of 16 bytes, then the upper ones.
HWY_INLINE StepVector loadNibbles(const std::uint8_t* from)
{
    return makeSteps([&](std::size_t i) { return i < 16 ? from[i] & 15 : from[i - 16] >> 4; });
}

template <std::uint8_t Mask>
HWY_INLINE StepVector keepBits(const StepVector& steps)
{
    return makeSteps([&](std::size_t i) { return steps.bytes[i] & Mask; });
}

template <int Bits>
HWY_INLINE StepVector moveDown(const StepVector& steps)
{
    return makeSteps([&](std::size_t i) { return steps.bytes[i] >> Bits; });
}

template <int Bits>
HWY_INLINE StepVector moveUp(const StepVector& steps)
{
    return makeSteps([&](std::size_t i) { return steps.bytes[i] << Bits; });
}

HWY_INLINE StepVector joinBits(const StepVector& a, const StepVector& b)
{
    return makeSteps([&](std::size_t i) { return a.bytes[i] | b.bytes[i]; });
}

#else

using RowTag = hn::CappedTag<float, 8>;
using StepTag = hn::CappedTag<std::uint8_t, stepCount>;
using StepVector = hn::Vec<StepTag>;

HWY_INLINE StepVector loadSteps(const std::uint8_t* from)
{
    return hn::LoadU(StepTag(), from);
}

HWY_INLINE void storeSteps(StepVector steps, std::uint8_t* to)
{
    hn::StoreU(steps, StepTag(), to);
}

template <std::uint8_t Mask>
HWY_INLINE StepVector keepBits(StepVector steps)
{
    return hn::And(steps, hn::Set(StepTag(), Mask));
}

template <int Bits>
HWY_INLINE StepVector moveDown(StepVector steps)
{
    return hn::ShiftRight<Bits>(steps);
}

template <int Bits>
HWY_INLINE StepVector moveUp(StepVector steps)
{
    return hn::ShiftLeft<Bits>(steps);
}

HWY_INLINE StepVector joinBits(StepVector a, StepVector b)
{
    return hn::Or(a, b);
}

/// The lower nibbles of 16 bytes, then the upper ones.
HWY_INLINE StepVector loadNibbles(const std::uint8_t* from)
{
    // The same bytes twice, the second time moved by a nibble.
    const hn::Repartition<std::uint64_t, StepTag> words;
    HWY_ALIGN static constexpr std::uint64_t shifts[4]{0, 0, 4, 4};
    const auto twice = hn::BitCast(words, hn::LoadDup128(StepTag(), from));
    return keepBits<15>(hn::BitCast(StepTag(), hn::Shr(twice, hn::Load(words, shifts))));
}

#endif

using RowVector = hn::Vec<RowTag>;
using RowIntegerTag = hn::Rebind<std::int32_t, RowTag>;
using RowIntegerVector = hn::Vec<RowIntegerTag>;
constexpr std::size_t rowLanes = hn::MaxLanes(RowTag());

/// Up by so many bits, or down when negative.
template <int Bits>
HWY_INLINE StepVector moveBits(const StepVector& steps)
{
    if constexpr (Bits >= 0) {
        return moveUp<Bits>(steps);
    } else {
        return moveDown<-Bits>(steps);
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
