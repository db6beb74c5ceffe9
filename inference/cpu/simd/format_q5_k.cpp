// SPDX-License-Identifier: Apache-2.0
// Weights in Q5_K: as Q4_K, and a fifth bit of each value in bytes that all parts of a block share.
// See packed_format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q5_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/block_scales-inl.h"
#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/packed_matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ5_K {
    static constexpr TensorType type = TensorType::Q5_K;
    static constexpr std::size_t blockBytes = BlockScales::bytes + 32 + 128;
    static constexpr std::size_t blockColumns = 256;
    static constexpr std::size_t scaleColumns = 32;
    static constexpr std::int32_t zeroPoint = 0;
    static constexpr bool hasMinimums = true;

    static HWY_INLINE void readScales(const std::uint8_t* block, float* scales, float* minimums)
    {
        BlockScales::read(block, scales, minimums);
    }

    template <std::size_t Column>
    static HWY_INLINE StepVector steps(const std::uint8_t* block)
    {
        const std::uint8_t* nibbles = block + BlockScales::bytes + 32 + Column / 64 * 32;
        const StepVector bytes = loadSteps(nibbles);
        const StepVector fifthBits = loadSteps(block + BlockScales::bytes);
        constexpr int part = Column / 32;
        const StepVector fifth = keepBits<16>(moveBits<4 - part>(fifthBits));
        if constexpr (part % 2 == 0) {
            return joinBits(keepBits<15>(bytes), fifth);
        } else {
            return joinBits(moveDown<4>(bytes), fifth);
        }
    }
};

FormatKernels kernelsQ5_K()
{
    return packedKernels<FormatQ5_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
