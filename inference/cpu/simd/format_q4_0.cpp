// SPDX-License-Identifier: Apache-2.0
// Weights in Q4_0: blocks of 32 values, an F16 scale and 16 bytes, whose lower nibbles are the
// first 16 values. A value is scale * (nibble - 8). See packed_format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q4_0.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/packed_matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ4_0 {
    static constexpr TensorType type = TensorType::Q4_0;
    static constexpr std::size_t blockBytes = 2 + 16;
    static constexpr std::size_t blockColumns = 32;
    static constexpr std::size_t scaleColumns = 32;
    static constexpr std::int32_t zeroPoint = 8;
    static constexpr bool hasMinimums = false;

    static HWY_INLINE void readScales(const std::uint8_t* block, float* scales, float*)
    {
        *scales = halfAt(block);
    }

    template <std::size_t Column>
    static HWY_INLINE StepVector steps(const std::uint8_t* block)
    {
        return loadNibbles(block + 2);
    }
};

FormatKernels kernelsQ4_0()
{
    return packedKernels<FormatQ4_0>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
