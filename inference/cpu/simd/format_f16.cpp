// SPDX-License-Identifier: Apache-2.0
// Weights in F16. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_f16.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatF16 {
    static constexpr TensorType type = TensorType::F16;
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
        return loadHalf(step.bytes + offset * sizeof(std::uint16_t));
    }
};

FormatKernels kernelsF16()
{
    return formatKernels<FormatF16>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
