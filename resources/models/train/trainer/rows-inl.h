// SPDX-License-Identifier: Apache-2.0
// Loops over rows: norms, the gated unit, softmax, losses, the optimiser.
#if defined(HOLDFAST_TRAIN_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_TRAIN_ROWS_INL_H
#undef HOLDFAST_TRAIN_ROWS_INL_H
#else
#define HOLDFAST_TRAIN_ROWS_INL_H
#endif

#include "resources/models/train/trainer/product-inl.h"

#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace train {
namespace HWY_NAMESPACE {

/// e^x for x <= 88: 2^n e^r with |r| <= ln 2 / 2, e^r by its series to r^6 (error below 2e-7).
HWY_INLINE FloatVector exponential(FloatVector x)
{
    const FloatTag tag;
    const hn::RebindToSigned<FloatTag> integers;
    const FloatVector bounded = hn::Max(x, hn::Set(tag, -87.0F));
    const auto power = hn::NearestInt(hn::Mul(bounded, hn::Set(tag, 1.44269504F)));
    const FloatVector n = hn::ConvertTo(tag, power);
    FloatVector r = hn::NegMulAdd(n, hn::Set(tag, 0.693359375F), bounded);
    r = hn::NegMulAdd(n, hn::Set(tag, -2.12194440e-4F), r);
    FloatVector sum = hn::Set(tag, 1.0F / 720);
    for (const float factor : {1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F}) {
        sum = hn::MulAdd(sum, r, hn::Set(tag, factor));
    }
    const auto exponent = hn::ShiftLeft<23>(hn::Add(power, hn::Set(integers, 127)));
    return hn::Mul(sum, hn::BitCast(tag, exponent));
}

/// Calls body(i, tag) for whole vectors and then, with single floats, for the rest.
template <class Body>
HWY_INLINE void forEachVector(std::int64_t count, Body&& body)
{
    const FloatTag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        body(i, lanes);
    }
    if (i < count) {
        body(i, count - i);
    }
}

/// `count` floats, zeros behind them.
HWY_INLINE FloatVector load(const float* from, std::int64_t count)
{
    const FloatTag tag;
    return count == static_cast<std::int64_t>(hn::Lanes(tag))
        ? hn::LoadU(tag, from)
        : hn::MaskedLoad(hn::FirstN(tag, static_cast<std::size_t>(count)), tag, from);
}

HWY_INLINE void store(FloatVector value, float* to, std::int64_t count)
{
    const FloatTag tag;
    if (count == static_cast<std::int64_t>(hn::Lanes(tag))) {
        hn::StoreU(value, tag, to);
    } else {
        hn::BlendedStore(value, hn::FirstN(tag, static_cast<std::size_t>(count)), tag, to);
    }
}

HWY_INLINE float total(FloatVector value)
{
    return hn::GetLane(hn::SumOfLanes(FloatTag(), value));
}

inline float dot(const float* a, const float* b, std::int64_t count)
{
    FloatVector sum = hn::Zero(FloatTag());
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        sum = hn::MulAdd(load(a + i, n), load(b + i, n), sum);
    });
    return total(sum);
}

inline void add(float* to, const float* from, std::int64_t count)
{
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        store(hn::Add(load(to + i, n), load(from + i, n)), to + i, n);
    });
}

inline void normForward(const float* x, const float* weight, std::int64_t rows, std::int64_t width,
    float epsilon, float* y, float* scale)
{
    const FloatTag tag;
    for (std::int64_t row = 0; row < rows; ++row, x += width, y += width) {
        const float mean = dot(x, x, width) / static_cast<float>(width);
        scale[row] = 1.0F / std::sqrt(mean + epsilon);
        const FloatVector factor = hn::Set(tag, scale[row]);
        forEachVector(width, [&](std::int64_t i, std::int64_t n) {
            store(hn::Mul(hn::Mul(load(x + i, n), factor), load(weight + i, n)), y + i, n);
        });
    }
}

inline void normBackward(const float* x, const float* weight, const float* scale, const float* dy,
    std::int64_t rows, std::int64_t width, float* dx, float* dWeight)
{
    const FloatTag tag;
    for (std::int64_t row = 0; row < rows; ++row, x += width, dy += width, dx += width) {
        FloatVector sum = hn::Zero(tag);
        const FloatVector factor = hn::Set(tag, scale[row]);
        forEachVector(width, [&](std::int64_t i, std::int64_t n) {
            const FloatVector product = hn::Mul(load(dy + i, n), load(x + i, n));
            sum = hn::MulAdd(product, load(weight + i, n), sum);
            store(hn::MulAdd(product, factor, load(dWeight + i, n)), dWeight + i, n);
        });
        const float cube = scale[row] * scale[row] * scale[row];
        const FloatVector pull = hn::Set(tag, total(sum) * cube / static_cast<float>(width));
        forEachVector(width, [&](std::int64_t i, std::int64_t n) {
            FloatVector value = hn::Mul(hn::Mul(load(dy + i, n), load(weight + i, n)), factor);
            value = hn::NegMulAdd(load(x + i, n), pull, value);
            store(hn::Add(value, load(dx + i, n)), dx + i, n);
        });
    }
}

HWY_INLINE FloatVector sigmoid(FloatVector x)
{
    const FloatTag tag;
    const FloatVector one = hn::Set(tag, 1.0F);
    const FloatVector bounded = hn::Min(hn::Neg(x), hn::Set(tag, 80.0F));
    return hn::Div(one, hn::Add(one, exponential(bounded)));
}

inline void gluForward(const float* gate, const float* up, std::int64_t count, float* h)
{
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        const FloatVector g = load(gate + i, n);
        store(hn::Mul(hn::Mul(g, sigmoid(g)), load(up + i, n)), h + i, n);
    });
}

inline void gluBackward(float* gate, float* up, const float* dh, std::int64_t count)
{
    const FloatTag tag;
    const FloatVector one = hn::Set(tag, 1.0F);
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        const FloatVector g = load(gate + i, n);
        const FloatVector u = load(up + i, n);
        const FloatVector d = load(dh + i, n);
        const FloatVector s = sigmoid(g);
        const FloatVector slope = hn::Mul(s, hn::MulAdd(g, hn::Sub(one, s), one));
        store(hn::Mul(hn::Mul(d, u), slope), gate + i, n);
        store(hn::Mul(d, hn::Mul(g, s)), up + i, n);
    });
}

HWY_INLINE float greatest(const float* values, std::int64_t count)
{
    const FloatTag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    FloatVector most = hn::Set(tag, -std::numeric_limits<float>::max());
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        most = hn::Max(most, hn::LoadU(tag, values + i));
    }
    float best = hn::GetLane(hn::MaxOfLanes(tag, most));
    for (; i < count; ++i) {
        best = std::max(best, values[i]);
    }
    return best;
}

/// values = exp(values * scale - shift); gives their sum.
HWY_INLINE float exponentials(float* values, std::int64_t count, float scale, float shift)
{
    const FloatTag tag;
    FloatVector sum = hn::Zero(tag);
    const FloatVector factor = hn::Set(tag, scale);
    const FloatVector less = hn::Set(tag, shift);
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        const FloatVector x = exponential(hn::MulSub(load(values + i, n), factor, less));
        store(x, values + i, n);
        sum = hn::Add(sum, hn::IfThenElseZero(hn::FirstN(tag, static_cast<std::size_t>(n)), x));
    });
    return total(sum);
}

HWY_INLINE void scaleRow(float* values, std::int64_t count, float factor)
{
    const FloatVector by = hn::Set(FloatTag(), factor);
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        store(hn::Mul(load(values + i, n), by), values + i, n);
    });
}

inline void softmaxCausal(float* scores, std::int64_t rows, std::int64_t columns,
    std::int64_t firstLimit, float scale, float* logSum)
{
    for (std::int64_t row = 0; row < rows; ++row, scores += columns) {
        const std::int64_t limit = std::min(columns, firstLimit + row);
        const float most = greatest(scores, limit) * scale;
        const float sum = exponentials(scores, limit, scale, most);
        scaleRow(scores, limit, 1.0F / sum);
        std::fill(scores + limit, scores + columns, 0.0F);
        logSum[row] = most + std::log(sum);
    }
}

inline void softmaxAgain(float* scores, std::int64_t rows, std::int64_t columns,
    std::int64_t firstLimit, float scale, const float* logSum)
{
    for (std::int64_t row = 0; row < rows; ++row, scores += columns) {
        const std::int64_t limit = std::min(columns, firstLimit + row);
        exponentials(scores, limit, scale, logSum[row]);
        std::fill(scores + limit, scores + columns, 0.0F);
    }
}

inline void softmaxBackward(const float* p, float* dp, std::int64_t rows, std::int64_t columns,
    const float* shift, float scale)
{
    const FloatTag tag;
    const FloatVector factor = hn::Set(tag, scale);
    for (std::int64_t row = 0; row < rows; ++row, p += columns, dp += columns) {
        const FloatVector less = hn::Set(tag, shift[row]);
        forEachVector(columns, [&](std::int64_t i, std::int64_t n) {
            const FloatVector slope = hn::Sub(load(dp + i, n), less);
            store(hn::Mul(hn::Mul(load(p + i, n), slope), factor), dp + i, n);
        });
    }
}

inline float crossEntropy(float* logits, std::int64_t count, std::int64_t expected, float weight)
{
    const float most = greatest(logits, count);
    const float chosen = logits[expected] - most;
    const float sum = exponentials(logits, count, 1.0F, most);
    scaleRow(logits, count, weight / sum);
    logits[expected] -= weight;
    return std::log(sum) - chosen;
}

inline void adam(float* parameters, const float* gradients, float* first, float* second,
    std::int64_t count, const Kernels::AdamStep& step)
{
    const FloatTag tag;
    const auto set = [&](float value) { return hn::Set(tag, value); };
    forEachVector(count, [&](std::int64_t i, std::int64_t n) {
        const FloatVector g = hn::Mul(load(gradients + i, n), set(step.gradientScale));
        const FloatVector p = load(parameters + i, n);
        const FloatVector m =
            hn::MulAdd(load(first + i, n), set(step.beta1), hn::Mul(g, set(1.0F - step.beta1)));
        const FloatVector v = hn::MulAdd(
            load(second + i, n), set(step.beta2), hn::Mul(hn::Mul(g, g), set(1.0F - step.beta2)));
        const FloatVector size =
            hn::Add(hn::Sqrt(hn::Mul(v, set(step.correction2))), set(step.epsilon));
        FloatVector move = hn::Div(hn::Mul(m, set(step.correction1)), size);
        move = hn::MulAdd(p, set(step.decay), move);
        store(m, first + i, n);
        store(v, second + i, n);
        store(hn::NegMulAdd(move, set(step.rate), p), parameters + i, n);
    });
}

} // namespace HWY_NAMESPACE
} // namespace train
HWY_AFTER_NAMESPACE();

#endif
