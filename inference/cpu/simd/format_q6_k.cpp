// SPDX-License-Identifier: Apache-2.0
// Weights in Q6_K: blocks of 256 values in two halves, a scale for each 16 values. The lower four
// bits and the upper two stand apart. A value is scale times (six bits - 32), which a float holds
// exactly. inference/reference/block_decoder.h has the layout. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q6_k.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/integer_values-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ6_K {
    static constexpr TensorType type = TensorType::Q6_K;
    static constexpr std::size_t stepColumns = 256;
    static constexpr std::size_t stepBytes = 128 + 64 + 16 + 2;
    static constexpr std::size_t partColumns = 128;

    struct Step {
        float scales[16];
        const std::uint8_t* bytes;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        const hn::Rebind<std::int8_t, FloatTag> narrow;
        Step opened;
        opened.bytes = row + step * stepBytes;
        const auto unit = hn::Set(FloatTag(), halfAt(opened.bytes + 128 + 64 + 16));
        const void* steps = opened.bytes + 128 + 64;
        for (std::size_t i = 0; i < 16; i += lanes) {
            const auto integers = hn::PromoteTo(
                IntegerTag(), hn::LoadU(narrow, static_cast<const std::int8_t*>(steps) + i));
            hn::StoreU(
                hn::Mul(hn::ConvertTo(FloatTag(), integers), unit), FloatTag(), opened.scales + i);
        }
        return opened;
    }

    struct Part {
        const float* scales;
        const std::uint8_t* nibbles;
        const std::uint8_t* upperPairs;
    };
    static HWY_INLINE Part openPart(const Step& step, std::size_t column)
    {
        return {step.scales + column / 16, step.bytes + column / 2, step.bytes + 128 + column / 4};
    }
    static HWY_INLINE FloatVector values(const Part& part, std::size_t offset)
    {
        const std::size_t quarter = offset / 32;
        const IntegerVector bytes = loadBytes(part.nibbles + offset % 64);
        const IntegerVector pairs = loadBytes(part.upperPairs + offset % 32);
        const auto nibbles =
            hn::And(quarter < 2 ? bytes : hn::ShiftRight<4>(bytes), hn::Set(IntegerTag(), 15));
        const auto upper = hn::And(shiftPairs(pairs, quarter), hn::Set(IntegerTag(), 48));
        const auto scale = hn::Set(FloatTag(), part.scales[offset / 16]);
        const auto middle = hn::Set(FloatTag(), 32.0F * part.scales[offset / 16]);
        return hn::MulSub(hn::ConvertTo(FloatTag(), hn::Or(nibbles, upper)), scale, middle);
    }

private:
    /// Pair number `quarter` to the place of the fifth and sixth bit.
    static HWY_INLINE IntegerVector shiftPairs(IntegerVector pairs, std::size_t quarter)
    {
        switch (quarter) {
        case 0:
            return hn::ShiftLeft<4>(pairs);
        case 1:
            return hn::ShiftLeft<2>(pairs);
        case 2:
            return pairs;
        default:
            return hn::ShiftRight<2>(pairs);
        }
    }
};

FormatKernels kernelsQ6_K()
{
    return formatKernels<FormatQ6_K>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
