// SPDX-License-Identifier: Apache-2.0
// Weights in Q4_K: blocks of 256 values in eight parts of 32, two of which share their bytes. A
// value is scale * nibble - minimum. See packed_format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q4_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/block_scales-inl.h"
#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/packed_matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ4_K {
    static constexpr TensorType type = TensorType::Q4_K;
    static constexpr std::size_t blockBytes = BlockScales::bytes + 128;
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
        const std::uint8_t* nibbles = block + BlockScales::bytes + Column / 64 * 32;
        const StepVector bytes = loadSteps(nibbles);
        if constexpr (Column % 64 < 32) {
            return keepBits<15>(bytes);
        } else {
            return moveDown<4>(bytes);
        }
    }
};

FormatKernels kernelsQ4_K()
{
    return packedKernels<FormatQ4_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
