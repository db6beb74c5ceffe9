// SPDX-License-Identifier: Apache-2.0
// Weights in F16.
//
// A format tells the matrix product how a row is written. It reads a row in steps of 32 values:
//   type       its number in the file
//   stepBytes  what a step takes in a row; a shorter last step is only read from a copy
//   open       finds a step of a row, with what all its values share
//   values     one vector of a step, from the value number `offset` on
// A value must come out with the same bits whatever the vector's width: then a product from the
// file and one from expanded rows agree.
#if defined(HOLDFAST_CPU_FORMAT_F16_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_FORMAT_F16_INL_H
#undef HOLDFAST_CPU_FORMAT_F16_INL_H
#else
#define HOLDFAST_CPU_FORMAT_F16_INL_H
#endif

#include "inference/cpu/simd/vector-inl.h"

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

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
