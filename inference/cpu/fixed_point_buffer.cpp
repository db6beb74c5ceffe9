// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/fixed_point_buffer.h"

namespace inference {

namespace {

std::int64_t partsOf(std::int64_t columns)
{
    return (columns + FixedPointRows::partColumns - 1) / FixedPointRows::partColumns;
}

} // namespace

core::Result<FixedPointBuffer> FixedPointBuffer::create(
    std::int64_t tokensMax, std::int64_t columnsMax)
{
    const char* purpose = "whole numbers to multiply";
    const std::int64_t parts = tokensMax * partsOf(columnsMax);
    FixedPointBuffer buffer;
    buffer.m_digits =
        TRY(AlignedBuffer<std::int8_t>::create(parts * 2 * FixedPointRows::partColumns, purpose));
    buffer.m_scales = TRY(AlignedBuffer<float>::create(parts, purpose));
    buffer.m_offsets = TRY(AlignedBuffer<float>::create(parts, purpose));
    buffer.m_sums = TRY(AlignedBuffer<std::int32_t>::create(parts * 2, purpose));
    return buffer;
}

FixedPointRows FixedPointBuffer::rows(std::int64_t columns)
{
    return {partsOf(columns), m_digits.data(), m_scales.data(), m_offsets.data(), m_sums.data()};
}

} // namespace inference
