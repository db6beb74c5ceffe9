// SPDX-License-Identifier: Apache-2.0
// The scales of a block of 256 values in Q4_K or Q5_K: eight parts of 32, each with a scale and a
// minimum of six bits. inference/reference/block_decoder.h tells where they stand.
#if defined(HOLDFAST_CPU_BLOCK_SCALES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_BLOCK_SCALES_INL_H
#undef HOLDFAST_CPU_BLOCK_SCALES_INL_H
#else
#define HOLDFAST_CPU_BLOCK_SCALES_INL_H
#endif

#include "inference/cpu/simd/packed_format-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// floats[i] = unit * bytes[i] for eight bytes.
HWY_INLINE void scaleEight(const std::uint8_t* bytes, float unit, float* HWY_RESTRICT floats)
{
    const hn::CappedTag<float, 8> tag;
    const hn::Rebind<std::uint8_t, decltype(tag)> narrow;
    const hn::Rebind<std::int32_t, decltype(tag)> wide;
    constexpr std::size_t step = hn::MaxLanes(tag);
    HWY_UNROLL(8)
    for (std::size_t i = 0; i < 8; i += step) {
        const auto integers = hn::PromoteTo(wide, hn::LoadU(narrow, bytes + i));
        hn::StoreU(hn::Mul(hn::ConvertTo(tag, integers), hn::Set(tag, unit)), tag, floats + i);
    }
}

struct BlockScales {
    static constexpr std::size_t bytes = 2 + 2 + 12;

    /// Eight of each, both exact: products of a half and six bits.
    static HWY_INLINE void read(const std::uint8_t* block, float* scales, float* minimums)
    {
        constexpr std::uint32_t sixBits = 0x3F3F3F3FU;
        constexpr std::uint32_t nibbles = 0x0F0F0F0FU;
        constexpr std::uint32_t upperPairs = 0x30303030U;
        std::uint32_t words[3];
        std::memcpy(words, block + 4, sizeof words);
        const std::uint32_t scaleSteps[2]{
            words[0] & sixBits, (words[2] & nibbles) | (words[0] >> 2 & upperPairs)};
        const std::uint32_t minimumSteps[2]{
            words[1] & sixBits, (words[2] >> 4 & nibbles) | (words[1] >> 2 & upperPairs)};
        std::uint8_t steps[16];
        std::memcpy(steps, scaleSteps, 8);
        std::memcpy(steps + 8, minimumSteps, 8);
        scaleEight(steps, halfAt(block), scales);
        scaleEight(steps + 8, halfAt(block + 2), minimums);
    }
};

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
