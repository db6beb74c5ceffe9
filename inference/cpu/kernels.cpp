// SPDX-License-Identifier: Apache-2.0
// Compiled several times, once for each instruction set; a program takes the best one at run time.
#include "inference/cpu/kernels.h"

#include "inference/cpu/half_table.h"

#include <hwy/detect_targets.h>

// What is worth its compile time: AVX-512, AVX2, and portable code where neither exists.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/kernels.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/attention-inl.h"
#include "inference/cpu/simd/elementwise-inl.h"
#include "inference/cpu/simd/format_f16-inl.h"
#include "inference/cpu/simd/format_f32-inl.h"
#include "inference/cpu/simd/format_q8_0-inl.h"
#include "inference/cpu/simd/matmul-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <hwy/highway.h>

#include <array>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

constexpr std::array formats{
    formatKernels<FormatF32>(),
    formatKernels<FormatF16>(),
    formatKernels<FormatQ8_0>(),
};

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

const CpuKernels* kernelTable()
{
    static constexpr CpuKernels kernels{
        .name = instructionSetName(),
        .matmulTokensDirect = tileTokensMax,
        .formats = formats,
        .kvF16 = {&storeKeyValue<KvHalf>, &attend<KvHalf>},
        .kvF32 = {&storeKeyValue<KvSingle>, &attend<KvSingle>},
        .rmsNorm = &rmsNorm,
        .swiGlu = &swiGlu,
        .rotate = &rotate,
    };
    return &kernels;
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace inference {

namespace {

struct SupportedKernels {
    std::array<const CpuKernels*, 3> tables{};
    std::size_t count = 0;
    void add(bool supported, const CpuKernels* (*table)())
    {
        if (supported && table != nullptr) {
            tables[count++] = table();
        }
    }
};

SupportedKernels findSupported()
{
    fillHalfTable();
    const auto targets = hwy::SupportedTargets();
    SupportedKernels found;
    found.add((targets & HWY_AVX3) != 0, HWY_CHOOSE_AVX3(kernelTable));
    found.add((targets & HWY_AVX2) != 0, HWY_CHOOSE_AVX2(kernelTable));
    if (HWY_STATIC_TARGET != HWY_AVX2 && HWY_STATIC_TARGET != HWY_AVX3) {
        found.add(true, &HWY_STATIC_DISPATCH(kernelTable));
    }
    return found;
}

} // namespace

std::span<const CpuKernels* const> supportedCpuKernels()
{
    static const SupportedKernels supported = findSupported();
    return {supported.tables.data(), supported.count};
}

const FormatKernels* CpuKernels::format(TensorType type) const
{
    for (const FormatKernels& kernels : formats) {
        if (kernels.type == type) {
            return &kernels;
        }
    }
    return nullptr;
}

} // namespace inference
#endif
