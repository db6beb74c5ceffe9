// SPDX-License-Identifier: Apache-2.0
// Packed weights times tokens where vectors are short or missing: the same numbers in the same
// order.
#if defined(HOLDFAST_CPU_PACKED_PLAIN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_PLAIN_INL_H
#undef HOLDFAST_CPU_PACKED_PLAIN_INL_H
#else
#define HOLDFAST_CPU_PACKED_PLAIN_INL_H
#endif

#include "inference/cpu/simd/packed_format-inl.h"
#include "inference/cpu/simd/packed_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

/// Sixteen steps times their digits, whole.
HWY_INLINE RowIntegerVector dotHalf(const std::uint8_t* steps, const std::int8_t* digits)
{
    std::int32_t sum = 0;
    for (std::int64_t i = 0; i < FixedPointRows::sumColumns; ++i) {
        sum += steps[i] * (digits[i] * 256 + digits[FixedPointRows::partColumns + i]);
    }
    return hn::Set(RowIntegerTag(), sum);
}

template <class Format>
RowVector multiplyPlain(const std::uint8_t* row, std::int64_t columns, const FixedPointRows& input)
{
    RowVector sum = hn::Zero(RowTag());
    FixedPointRows part = input.from(0);
    for (std::int64_t column = 0; column < columns; column += Format::blockColumns) {
        float scales[blockScales<Format>];
        float minimums[blockScales<Format>] = {};
        Format::readScales(row, scales, minimums);
        forColumns<Format::blockColumns, partColumns>([&](auto first) {
            std::uint8_t steps[partColumns];
            storeSteps(Format::template steps<first()>(row), steps);
            const RowIntegerVector halves[2]{
                dotHalf(steps, part.digits), dotHalf(steps + 16, part.digits + 16)};
            const std::size_t scale = first() / Format::scaleColumns;
            sum =
                addPartSums<Format>(RowTag(), sum, halves, part, scales + scale, minimums + scale);
            part = part.nextPart();
        });
        row += Format::blockBytes;
    }
    return sum;
}

template <class Format>
void multiplyPacked(const MatmulTask& task)
{
    for (std::int64_t row = 0; row < task.rows; ++row) {
        for (std::int64_t token = 0; token < task.tokens; ++token) {
            const auto sum = multiplyPlain<Format>(
                task.weights + row * task.rowBytes, task.columns, task.fixedInput.from(token));
            writeRows(RowTag(), task, static_cast<std::size_t>(row), token, sum);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
