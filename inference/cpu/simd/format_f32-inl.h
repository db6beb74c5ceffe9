// SPDX-License-Identifier: Apache-2.0
// Weights in F32. See format_f16-inl.h for what a format is.
#if defined(HOLDFAST_CPU_FORMAT_F32_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_FORMAT_F32_INL_H
#undef HOLDFAST_CPU_FORMAT_F32_INL_H
#else
#define HOLDFAST_CPU_FORMAT_F32_INL_H
#endif

#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatF32 {
    static constexpr TensorType type = TensorType::F32;
    static constexpr std::size_t stepBytes = 32 * sizeof(float);

    struct Step {
        const std::uint8_t* bytes;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        return {row + step * stepBytes};
    }
    static HWY_INLINE FloatVector values(const Step& step, std::size_t offset)
    {
        const void* from = step.bytes + offset * sizeof(float);
        return hn::LoadU(FloatTag(), static_cast<const float*>(from));
    }
};

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
