// SPDX-License-Identifier: Apache-2.0
// Compiled once for each instruction set; a program takes the best one at run time.
#include "resources/models/train/trainer/kernels.h"

#include <hwy/detect_targets.h>

#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "resources/models/train/trainer/kernels.cpp"
#include <hwy/foreach_target.h>

#include "resources/models/train/trainer/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace train {
namespace HWY_NAMESPACE {

constexpr std::string_view instructionSetName()
{
    switch (HWY_TARGET) {
    case HWY_AVX3:
        return "AVX-512";
    case HWY_AVX2:
        return "AVX2";
    default:
        return "portable";
    }
}

const Kernels* kernelTable()
{
    static constexpr Kernels kernels{
        .name = instructionSetName(),
        .multiply = &multiply,
        .normForward = &normForward,
        .normBackward = &normBackward,
        .gluForward = &gluForward,
        .gluBackward = &gluBackward,
        .softmaxCausal = &softmaxCausal,
        .softmaxAgain = &softmaxAgain,
        .softmaxBackward = &softmaxBackward,
        .dot = &dot,
        .crossEntropy = &crossEntropy,
        .adam = &adam,
        .add = &add,
    };
    return &kernels;
}

} // namespace HWY_NAMESPACE
} // namespace train
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace train {

HWY_EXPORT(kernelTable);

const Kernels& bestKernels()
{
    static const Kernels* const best = HWY_DYNAMIC_DISPATCH(kernelTable)();
    return *best;
}

} // namespace train
#endif
