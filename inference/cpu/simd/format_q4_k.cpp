// SPDX-License-Identifier: Apache-2.0
// Weights in Q4_K: blocks of 256 values in eight parts of 32, two of which share their bytes. A
// value is scale times nibble minus minimum, rounded once. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q4_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/block_scales-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ4_K {
    static constexpr TensorType type = TensorType::Q4_K;
    static constexpr std::size_t stepColumns = 256;
    static constexpr std::size_t stepBytes = BlockScales::bytes + 128;
    static constexpr std::size_t partColumns = 64;

    struct Step {
        BlockScales scales;
        const std::uint8_t* nibbles;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        const std::uint8_t* bytes = row + step * stepBytes;
        Step opened;
        opened.scales.read(bytes);
        opened.nibbles = bytes + BlockScales::bytes;
        return opened;
    }

    struct Part {
        NibbleValues lower;
        NibbleValues upper;
        const std::uint8_t* nibbles;
    };
    static HWY_INLINE Part openPart(const Step& step, std::size_t column)
    {
        const float* scales = step.scales.scales + column / 32;
        const float* minimums = step.scales.minimums + column / 32;
        return {NibbleValues(scales[0], minimums[0]), NibbleValues(scales[1], minimums[1]),
            step.nibbles + column / 2};
    }
    static HWY_INLINE FloatVector values(const Part& part, std::size_t offset)
    {
        const IntegerVector bytes = loadBytes(part.nibbles + offset % 32);
        return offset < 32 ? part.lower.of(bytes) : part.upper.of(hn::ShiftRight<4>(bytes));
    }
};

FormatKernels kernelsQ4_K()
{
    return formatKernels<FormatQ4_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
