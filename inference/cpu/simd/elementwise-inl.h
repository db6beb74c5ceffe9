// SPDX-License-Identifier: Apache-2.0
// What happens to a token's values between the matrix products.
#if defined(HOLDFAST_CPU_ELEMENTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_ELEMENTWISE_INL_H
#undef HOLDFAST_CPU_ELEMENTWISE_INL_H
#else
#define HOLDFAST_CPU_ELEMENTWISE_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/exponential-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

void rmsNorm(const float* HWY_RESTRICT input, const float* HWY_RESTRICT weight, std::int64_t width,
    float epsilon, float* HWY_RESTRICT output)
{
    const FloatTag tag;
    const auto padded = static_cast<std::size_t>(roundUp(width, columnPadding));
    FloatVector squares = hn::Zero(tag);
    for (std::size_t i = 0; i < padded; i += lanes) {
        const FloatVector value = hn::LoadU(tag, input + i);
        squares = hn::MulAdd(value, value, squares);
    }
    const float mean = sumLanes(squares) / static_cast<float>(width);
    const FloatVector scale = hn::Set(tag, 1.0F / std::sqrt(mean + epsilon));
    for (std::size_t i = 0; i < padded; i += lanes) {
        const FloatVector value = hn::Mul(hn::LoadU(tag, input + i), scale);
        hn::StoreU(hn::Mul(value, hn::LoadU(tag, weight + i)), tag, output + i);
    }
}

HWY_INLINE FloatVector siluTimes(FloatVector gate, FloatVector up)
{
    const FloatTag tag;
    const FloatVector divisor = hn::Add(hn::Set(tag, 1.0F), exponential(hn::Neg(gate)));
    return hn::Mul(hn::Div(gate, divisor), up);
}

void swiGlu(float* HWY_RESTRICT gate, const float* HWY_RESTRICT up, std::int64_t count)
{
    const FloatTag tag;
    const auto values = static_cast<std::size_t>(count);
    const std::size_t whole = values / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
        hn::StoreU(siluTimes(hn::LoadU(tag, gate + i), hn::LoadU(tag, up + i)), tag, gate + i);
    }
    if (const std::size_t left = values - whole; left != 0) {
        HWY_ALIGN float gates[lanes] = {};
        HWY_ALIGN float ups[lanes] = {};
        std::memcpy(gates, gate + whole, left * sizeof(float));
        std::memcpy(ups, up + whole, left * sizeof(float));
        hn::Store(siluTimes(hn::Load(tag, gates), hn::Load(tag, ups)), tag, gates);
        std::memcpy(gate + whole, gates, left * sizeof(float));
    }
}

void rotate(float* HWY_RESTRICT head, const float* HWY_RESTRICT table, std::int64_t dimensions)
{
    const FloatTag tag;
    const auto count = static_cast<std::size_t>(dimensions);
    const float* HWY_RESTRICT sines = table + count;
    const std::size_t whole = lanes > 1 ? count / lanes * lanes : 0;
    for (std::size_t i = 0; i < whole; i += lanes) {
        const FloatVector value = hn::LoadU(tag, head + i);
        const FloatVector turned = hn::Mul(swapPairs(value), hn::LoadU(tag, sines + i));
        hn::StoreU(hn::MulAdd(value, hn::LoadU(tag, table + i), turned), tag, head + i);
    }
    for (std::size_t i = whole; i < count; i += 2) {
        const float first = head[i];
        const float second = head[i + 1];
        head[i] = first * table[i] + second * sines[i];
        head[i + 1] = second * table[i + 1] + first * sines[i + 1];
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
