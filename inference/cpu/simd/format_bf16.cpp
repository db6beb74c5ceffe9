// SPDX-License-Identifier: Apache-2.0
// Weights in BF16, the upper half of a float. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_bf16.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatBF16 {
    static constexpr TensorType type = TensorType::BF16;
    static constexpr std::size_t stepBytes = 32 * sizeof(std::uint16_t);

    struct Step {
        const std::uint8_t* bytes;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        return {row + step * stepBytes};
    }
    static HWY_INLINE FloatVector values(const Step& step, std::size_t offset)
    {
        const hn::Rebind<std::uint16_t, FloatTag> narrow;
        const hn::Rebind<std::uint32_t, FloatTag> wide;
        const void* from = step.bytes + offset * sizeof(std::uint16_t);
        const auto halves = hn::LoadU(narrow, static_cast<const std::uint16_t*>(from));
        return hn::BitCast(FloatTag(), hn::ShiftLeft<16>(hn::PromoteTo(wide, halves)));
    }
};

FormatKernels kernelsBF16()
{
    return formatKernels<FormatBF16>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
