// SPDX-License-Identifier: Apache-2.0
// Compiled several times, once for each instruction set; a program takes the best one at run time.
#include "inference/cpu/kernels.h"

#include "inference/cpu/half_table.h"
#include "inference/cpu/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/cpu/kernels.cpp"
#include <hwy/foreach_target.h>

#include "inference/cpu/simd/attention-inl.h"
#include "inference/cpu/simd/elementwise-inl.h"
#include "inference/cpu/simd/fixed_point-inl.h"
#include "inference/cpu/simd/format-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <array>

HWY_BEFORE_NAMESPACE();
namespace inference {
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

const CpuKernels* kernelTable()
{
    static const std::array formats{kernelsF32(), kernelsF16(), kernelsBF16(), kernelsQ8_0(),
        kernelsQ4_0(), kernelsQ4_K(), kernelsQ5_K(), kernelsQ6_K()};
    static const CpuKernels kernels{
        .name = instructionSetName(),
        .formats = formats,
        .kvF16 = {&storeKeyValue<KvHalf>, &attend<KvHalf>},
        .kvF32 = {&storeKeyValue<KvSingle>, &attend<KvSingle>},
        .toFixedPoint = &toFixedPoint,
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

/// What kernels for AVX-512 need beside it.
bool hasByteProducts()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512vnni") != 0;
#else
    return false;
#endif
}

SupportedKernels findSupported()
{
    fillHalfTable();
    const auto targets = hwy::SupportedTargets();
    SupportedKernels found;
    found.add((targets & HWY_AVX3) != 0 && hasByteProducts(), HWY_CHOOSE_AVX3(kernelTable));
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
