// SPDX-License-Identifier: Apache-2.0
// Weights in F32, and the product of rows expanded from any format. See format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_f32.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

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

void multiplyExpanded(const MatmulTask& task)
{
    const auto tokens = static_cast<std::size_t>(task.tokens);
    for (std::size_t token = 0; token < tokens; token += tileTokensMax) {
        multiplyTokens<FormatF32, Reading::Cached>(
            task, token, std::min(tileTokensMax, tokens - token));
    }
}

FormatKernels kernelsF32()
{
    return formatKernels<FormatF32>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
