// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace train {

/// A matrix where it lies: element (i, j) is data[i * rowStride + j * columnStride], one of the
/// strides is 1.
struct MatrixView {
    const float* data;
    std::int64_t rows;
    std::int64_t columns;
    std::int64_t rowStride;
    std::int64_t columnStride = 1;

    [[nodiscard]] MatrixView transposed() const
    {
        return {data, columns, rows, columnStride, rowStride};
    }
};

/// A row-major matrix whose rows lie without gaps.
inline MatrixView matrix(const float* data, std::int64_t rows, std::int64_t columns)
{
    return {data, rows, columns, columns};
}

/// Where a product goes: row-major.
struct Target {
    float* data;
    std::int64_t rowStride;
};

enum class Write { Replace, Add };

/// Packed copies of what a product reads. Thread rule: one owner.
struct PackBuffers {
    std::vector<float> left, right;
};

/// The loops that cost time, for the best instruction set of this machine (AVX-512, AVX2 or
/// portable). Rows are tokens. Thread rule: immutable; the functions write only to what is given.
struct Kernels {
    std::string_view name;

    /// out (+)= left * right.
    void (*multiply)(const MatrixView& left, const MatrixView& right, Target out, Write write,
        PackBuffers& buffers);

    /// y = x * scale[row] * weight with scale = 1 / sqrt(mean(x^2) + epsilon).
    void (*normForward)(const float* x, const float* weight, std::int64_t rows, std::int64_t width,
        float epsilon, float* y, float* scale);
    /// Adds to dx and dWeight.
    void (*normBackward)(const float* x, const float* weight, const float* scale, const float* dy,
        std::int64_t rows, std::int64_t width, float* dx, float* dWeight);

    /// h = silu(gate) * up.
    void (*gluForward)(const float* gate, const float* up, std::int64_t count, float* h);
    /// Replaces gate and up by their gradients.
    void (*gluBackward)(float* gate, float* up, const float* dh, std::int64_t count);

    /// Turns the first `limit` of each row's scores into probabilities, the rest into zero:
    /// row r has firstLimit + r. `logSum` gets each row's log of the sum of exponentials.
    void (*softmaxCausal)(float* scores, std::int64_t rows, std::int64_t columns,
        std::int64_t firstLimit, float scale, float* logSum);
    /// The same from a known logSum.
    void (*softmaxAgain)(float* scores, std::int64_t rows, std::int64_t columns,
        std::int64_t firstLimit, float scale, const float* logSum);
    /// dScores = p * (dp - shift[row]) * scale, in place of dp.
    void (*softmaxBackward)(const float* p, float* dp, std::int64_t rows, std::int64_t columns,
        const float* shift, float scale);
    /// The dot product of two rows.
    float (*dot)(const float* a, const float* b, std::int64_t count);

    /// Replaces a row of logits by weight * (softmax - one at `expected`); gives -log p(expected).
    float (*crossEntropy)(float* logits, std::int64_t count, std::int64_t expected, float weight);

    /// One step of AdamW for `count` parameters.
    struct AdamStep {
        float rate, beta1, beta2, epsilon, decay, correction1, correction2, gradientScale;
    };
    void (*adam)(float* parameters, const float* gradients, float* first, float* second,
        std::int64_t count, const AdamStep& step);
    /// to += from.
    void (*add)(float* to, const float* from, std::int64_t count);
};

/// The best of this machine.
const Kernels& bestKernels();

} // namespace train
