// SPDX-License-Identifier: Apache-2.0
// Weights in Q4_0: blocks of 32 values, an F16 scale and 16 bytes, whose lower nibbles are the
// first 16 values. A value is (nibble - 8) times scale, which a float holds exactly. See
// format-inl.h.
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/simd/format_q4_0.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/integer_values-inl.h"
#include "inference/cpu/simd/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct FormatQ4_0 {
    static constexpr TensorType type = TensorType::Q4_0;
    static constexpr std::size_t stepColumns = 32;
    static constexpr std::size_t stepBytes = 2 + 16;
    static constexpr std::size_t partColumns = stepColumns;

    struct Step {
        NibbleValues table;
        const std::uint8_t* nibbles;
    };
    static HWY_INLINE Step open(const std::uint8_t* row, std::size_t step)
    {
        const std::uint8_t* bytes = row + step * stepBytes;
        const float scale = halfAt(bytes);
        return {NibbleValues(scale, 8.0F * scale), bytes + 2};
    }
    static HWY_INLINE const Step& openPart(const Step& step, std::size_t) { return step; }
    static HWY_INLINE FloatVector values(const Step& step, std::size_t offset)
    {
        const IntegerVector bytes = loadBytes(step.nibbles + offset % 16);
        return step.table.of(offset < 16 ? bytes : hn::ShiftRight<4>(bytes));
    }
};

FormatKernels kernelsQ4_0()
{
    return formatKernels<FormatQ4_0>();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();
