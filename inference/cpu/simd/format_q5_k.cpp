// SPDX-License-Identifier: Apache-2.0
// Weights in Q5_K: as Q4_K, and a fifth bit of each value in bytes that all parts of a block share.
// A value is scale times five bits minus minimum, rounded once. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q5_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/block_scales-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ5_K {
    static constexpr TensorType type = TensorType::Q5_K;
    static constexpr std::size_t stepColumns = 256;
    static constexpr std::size_t stepBytes = BlockScales::bytes + 32 + 128;
    static constexpr std::size_t partColumns = 32;

    struct Step {
        BlockScales scales;
        const std::uint8_t* fifthBits;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        const std::uint8_t* bytes = row + step * stepBytes;
        Step opened;
        opened.scales.read(bytes);
        opened.fifthBits = bytes + BlockScales::bytes;
        return opened;
    }

    struct Part {
        FloatVector scale;
        FloatVector minimum;
        const std::uint8_t* nibbles;
        const std::uint8_t* fifthBits;
        int nibbleShift;
        int bitShift;
    };
    static HWY_INLINE Part openPart(const Step& step, std::size_t column)
    {
        const std::size_t part = column / 32;
        return {hn::Set(FloatTag(), step.scales.scales[part]),
            hn::Set(FloatTag(), step.scales.minimums[part]), step.fifthBits + 32 + part / 2 * 32,
            step.fifthBits, part % 2 == 0 ? 0 : 4, static_cast<int>(part)};
    }
    static HWY_INLINE FloatVector values(const Part& part, std::size_t offset)
    {
        const IntegerTag tag;
        const auto nibbles =
            hn::And(hn::ShiftRightSame(loadBytes(part.nibbles + offset), part.nibbleShift),
                hn::Set(tag, 15));
        const auto bits = hn::And(
            hn::ShiftRightSame(loadBytes(part.fifthBits + offset), part.bitShift), hn::Set(tag, 1));
        const auto steps = hn::Or(nibbles, hn::ShiftLeft<4>(bits));
        return hn::MulSub(hn::ConvertTo(FloatTag(), steps), part.scale, part.minimum);
    }
};

FormatKernels kernelsQ5_K()
{
    return formatKernels<FormatQ5_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
