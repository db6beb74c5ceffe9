// SPDX-License-Identifier: Apache-2.0
// Weights in Q6_K: blocks of 256 values in two halves, a scale for each 16 values. The lower four
// bits and the upper two stand apart: inference/reference/block_decoder.h. A value is
// scale * (six bits - 32). See packed_format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q6_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/packed_matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ6_K {
    static constexpr TensorType type = TensorType::Q6_K;
    static constexpr std::size_t blockBytes = 128 + 64 + 16 + 2;
    static constexpr std::size_t blockColumns = 256;
    static constexpr std::size_t scaleColumns = 16;
    static constexpr std::int32_t zeroPoint = 32;
    static constexpr bool hasMinimums = false;

    static HWY_INLINE void readScales(const std::uint8_t* block, float* scales, float*)
    {
        const hn::Rebind<std::int8_t, FloatTag> narrow;
        const hn::Rebind<std::int32_t, FloatTag> wide;
        const void* from = block + 128 + 64;
        const auto* factors = static_cast<const std::int8_t*>(from);
        const auto unit = hn::Set(FloatTag(), halfAt(block + 128 + 64 + 16));
        for (std::size_t i = 0; i < 16; i += lanes) {
            const auto integers = hn::PromoteTo(wide, hn::LoadU(narrow, factors + i));
            hn::StoreU(hn::Mul(hn::ConvertTo(FloatTag(), integers), unit), FloatTag(), scales + i);
        }
    }

    template <std::size_t Column>
    static HWY_INLINE StepVector steps(const std::uint8_t* block)
    {
        constexpr std::size_t quarter = Column % 128 / 32;
        const StepVector bytes = loadSteps(block + Column / 128 * 64 + Column % 64);
        const StepVector pairs = loadSteps(block + 128 + Column / 128 * 32 + Column % 32);
        const StepVector pair = keepBits<48>(moveBits<4 - 2 * static_cast<int>(quarter)>(pairs));
        if constexpr (quarter < 2) {
            return joinBits(keepBits<15>(bytes), pair);
        } else {
            return joinBits(moveDown<4>(bytes), pair);
        }
    }
};

FormatKernels kernelsQ6_K()
{
    return packedKernels<FormatQ6_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
