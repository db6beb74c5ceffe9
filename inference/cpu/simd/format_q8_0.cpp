// SPDX-License-Identifier: Apache-2.0
// Weights in Q8_0: blocks of 32 values, an F16 scale and 32 signed bytes. A value is byte times
// scale, which a float holds exactly. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q8_0.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/half_table.h"
#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ8_0 {
    static constexpr TensorType type = TensorType::Q8_0;
    static constexpr std::size_t stepBytes = 2 + 32;

    struct Step {
        FloatVector scale;
        const std::int8_t* bytes;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        const std::uint8_t* bytes = row + step * stepBytes;
        std::uint16_t scale = 0;
        std::memcpy(&scale, bytes, sizeof scale);
        const void* integers = bytes + sizeof scale;
        return {hn::Set(FloatTag(), halfTable[scale]), static_cast<const std::int8_t*>(integers)};
    }
    static HWY_INLINE FloatVector values(const Step& step, std::size_t offset)
    {
        const hn::Rebind<std::int8_t, FloatTag> narrow;
        const hn::Rebind<std::int32_t, FloatTag> wide;
        const auto integers = hn::PromoteTo(wide, hn::LoadU(narrow, step.bytes + offset));
        return hn::Mul(hn::ConvertTo(FloatTag(), integers), step.scale);
    }
};

FormatKernels kernelsQ8_0()
{
    return formatKernels<FormatQ8_0>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
