// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/product_bench.h"

#include "resources/models/train/trainer/kernels.h"
#include "resources/models/train/trainer/product_bf16.h"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string_view>
#include <vector>

namespace train {

namespace {

struct Shape {
    std::string_view name;
    std::int64_t rows, columns, depth;
    bool leftTransposed, rightTransposed;
};

/// The products of 1,024 tokens through a layer of width 256, and of a block of attention.
constexpr std::array shapes{
    Shape{"rows * weight^T, 256 to 704", 1024, 704, 256, false, true},
    Shape{"slopes * weight, 704 to 256", 1024, 256, 704, false, false},
    Shape{"slopes^T * rows, 704 x 256", 704, 256, 1024, true, false},
    Shape{"head, 256 to 4608", 512, 4608, 256, false, true},
    Shape{"scores, 64 queries, 256 keys", 64, 256, 32, false, true},
    Shape{"mixed values", 64, 32, 256, false, false},
};

constexpr double secondsEach = 0.5;

double measure(const Shape& shape, decltype(Kernels::multiply) multiply)
{
    const auto size = [](std::int64_t a, std::int64_t b) {
        return static_cast<std::size_t>(a * b);
    };
    const std::vector<float> left(size(shape.rows, shape.depth), 0.5F);
    const std::vector<float> right(size(shape.depth, shape.columns), 0.25F);
    std::vector<float> out(size(shape.rows, shape.columns));
    const MatrixView a = shape.leftTransposed
        ? matrix(left.data(), shape.depth, shape.rows).transposed()
        : matrix(left.data(), shape.rows, shape.depth);
    const MatrixView b = shape.rightTransposed
        ? matrix(right.data(), shape.columns, shape.depth).transposed()
        : matrix(right.data(), shape.depth, shape.columns);
    PackBuffers buffers;
    const std::clock_t begin = std::clock();
    double seconds = 0;
    double operations = 0;
    while (seconds < secondsEach) {
        multiply(a, b, {out.data(), shape.columns}, Write::Replace, buffers);
        operations += 2.0 * static_cast<double>(shape.rows * shape.columns * shape.depth);
        seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    }
    return operations / seconds / 1e9;
}

} // namespace

void printProductBench()
{
    const Kernels& kernels = bestKernels();
    fmt::print("{}, one thread, GFLOP per second of processor time\n", kernels.name);
    for (const Shape& shape : shapes) {
        fmt::print("{:>8.1f}  {}\n", measure(shape, kernels.multiply), shape.name);
        if (hasBf16Products()) {
            fmt::print("{:>8.1f}  the same in bfloat16\n", measure(shape, &multiplyBf16));
        }
    }
}

} // namespace train
