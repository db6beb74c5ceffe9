// SPDX-License-Identifier: Apache-2.0
// The product with packed weights: a few tokens take rows as they stand in the file, many take
// panels. Both add the same numbers in the same order.
#if defined(HOLDFAST_CPU_PACKED_MATMUL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_MATMUL_INL_H
#undef HOLDFAST_CPU_PACKED_MATMUL_INL_H
#else
#define HOLDFAST_CPU_PACKED_MATMUL_INL_H
#endif

#include "inference/cpu/simd/format-inl.h"

#if HWY_MAX_BYTES >= 32
#include "inference/cpu/simd/packed_panels-inl.h"
#include "inference/cpu/simd/packed_rows-inl.h"
#else
#include "inference/cpu/simd/packed_plain-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

// From here on unpacking pays.
constexpr std::int64_t packedTokensDirect = 3;

#if HWY_MAX_BYTES >= 32
template <class Format>
void multiplyPacked(const MatmulTask& task)
{
    if (task.tokens <= packedTokensDirect) {
        multiplyPackedFew<Format>(task);
    } else {
        multiplyPackedMany<Format>(task);
    }
}
#endif

template <class Format>
constexpr FormatKernels packedKernels()
{
    return {.type = Format::type,
        .takesFixedPoint = true,
        .tokensDirect = packedTokensDirect,
        .matmul = &multiplyPacked<Format>,
        .expand = &expandPacked<Format>};
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
