// SPDX-License-Identifier: Apache-2.0
// The floats of a product with packed weights, the same for all shapes of it: what makes bits
// agree.
#if defined(HOLDFAST_CPU_PACKED_SUMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_SUMS_INL_H
#undef HOLDFAST_CPU_PACKED_SUMS_INL_H
#else
#define HOLDFAST_CPU_PACKED_SUMS_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/packed_format-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// Adds the columns that share a scale, from the column number Column of the part on:
/// sum + scale * (total - zeroPoint * inputSum) - minimum * inputOffset, with lanes for rows.
template <class Format, std::size_t Column, class Tag, class Vector, class Integers>
HWY_INLINE Vector addGroupSums(Tag tag, Vector sum, Integers total, const FixedPointRows& part,
    const float* scales, const float* minimums)
{
    const hn::Rebind<std::int32_t, Tag> integers;
    if constexpr (Format::zeroPoint != 0) {
        const std::int32_t* sums = part.sums;
        const std::int32_t inputSum = Format::scaleColumns == partColumns
            ? sums[0] + sums[1]
            : sums[Column / FixedPointRows::sumColumns];
        total = hn::Sub(total, hn::Set(integers, Format::zeroPoint * inputSum));
    }
    const auto scale = hn::Mul(hn::LoadU(tag, scales), hn::Set(tag, *part.scales));
    sum = hn::MulAdd(hn::ConvertTo(tag, total), scale, sum);
    if constexpr (Format::hasMinimums) {
        static_assert(Format::scaleColumns == partColumns);
        sum = hn::NegMulAdd(hn::LoadU(tag, minimums), hn::Set(tag, *part.offsets), sum);
    }
    return sum;
}

/// Adds a part from the whole sums of its halves; scales and minimums are the part's, lane by lane.
template <class Format, class Tag, class Vector, class Integers>
HWY_INLINE Vector addPartSums(Tag tag, Vector sum, const Integers* halves,
    const FixedPointRows& part, const float* scales, const float* minimums)
{
    if constexpr (Format::scaleColumns == partColumns) {
        return addGroupSums<Format, 0>(
            tag, sum, hn::Add(halves[0], halves[1]), part, scales, minimums);
    } else {
        sum = addGroupSums<Format, 0>(tag, sum, halves[0], part, scales, minimums);
        return addGroupSums<Format, 16>(
            tag, sum, halves[1], part, scales + hn::MaxLanes(tag), minimums);
    }
}

/// Puts the results of consecutive rows of one token where they belong.
template <class Tag, class Vector>
HWY_INLINE void writeRows(
    Tag tag, const MatmulTask& task, std::size_t row, std::int64_t token, Vector sums)
{
    constexpr std::size_t count = hn::MaxLanes(Tag());
    const bool adds = task.epilogue == MatmulTask::Epilogue::Add;
    float* output = task.output + token * task.outputStride + row;
    const float* bias = task.bias != nullptr ? task.bias + row : nullptr;
    const std::size_t left = static_cast<std::size_t>(task.rows) - row;
    HWY_ALIGN float outputs[count] = {};
    HWY_ALIGN float biases[count] = {};
    if (left < count) {
        std::memcpy(outputs, output, left * sizeof(float));
        if (bias != nullptr) {
            std::memcpy(biases, bias, left * sizeof(float));
            bias = biases;
        }
    }
    float* target = left < count ? outputs : output;
    if (bias != nullptr) {
        sums = hn::Add(sums, hn::LoadU(tag, bias));
    }
    hn::StoreU(adds ? hn::Add(hn::LoadU(tag, target), sums) : sums, tag, target);
    if (left < count) {
        std::memcpy(output, outputs, left * sizeof(float));
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
