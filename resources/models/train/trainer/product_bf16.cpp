// SPDX-License-Identifier: Apache-2.0
// The loops of product-inl.h over pairs of bfloat16 along the depth. Highway 1.0 has no such
// product, so this file uses the compiler's own names for the instructions.
#include "resources/models/train/trainer/product_bf16.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define TARGET_BF16 __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))

namespace train {

namespace {

constexpr std::int64_t tileRows = 6;
constexpr std::int64_t tileVectors = 4;
constexpr std::int64_t lanes = 16;
constexpr unsigned short all = 0xFFFF; ///< a mask of all lanes
constexpr std::int64_t tileColumns = tileVectors * lanes;
constexpr std::int64_t blockRows = 96;
constexpr std::int64_t blockDepth = 512;
constexpr std::int64_t blockColumns = 512;

/// Rounds to the nearest; two values beside each other in one word, the first below.
std::uint32_t pairOf(float first, float second)
{
    const auto half = [](float value) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        return (bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U;
    };
    return half(first) | (half(second) << 16U);
}

struct Depth {
    std::int64_t first, count;
    [[nodiscard]] std::int64_t pairs() const { return (count + 1) / 2; }
};

void packLeft(
    const MatrixView& left, std::int64_t row, std::int64_t rows, Depth depth, std::uint32_t* out)
{
    for (std::int64_t panel = 0; panel < rows; panel += tileRows, out += tileRows * depth.pairs()) {
        for (std::int64_t r = 0; r < tileRows; ++r) {
            const bool isThere = panel + r < rows;
            const float* from =
                left.data + (row + panel + r) * left.rowStride + depth.first * left.columnStride;
            for (std::int64_t i = 0; i < depth.pairs(); ++i) {
                const float* first = from + 2 * i * left.columnStride;
                const bool hasSecond = 2 * i + 1 < depth.count;
                out[i * tileRows + r] =
                    isThere ? pairOf(*first, hasSecond ? first[left.columnStride] : 0.0F) : 0;
            }
        }
    }
}

/// A panel whose columns lie side by side: sixteen pairs at a time. The forms with a mask of ones
/// keep the compiler from warning of its own headers.
TARGET_BF16 void packColumns(
    const float* from, std::int64_t stride, std::int64_t count, Depth depth, std::uint32_t* out)
{
    for (std::int64_t i = 0; i < depth.pairs(); ++i, out += tileColumns) {
        for (std::int64_t c = 0; c < tileColumns; c += lanes) {
            const std::int64_t left = std::clamp<std::int64_t>(count - c, 0, lanes);
            const auto mask = static_cast<__mmask16>((1U << static_cast<unsigned>(left)) - 1U);
            const auto mask2 = 2 * i + 1 < depth.count ? mask : static_cast<__mmask16>(0);
            const float* at = from + 2 * i * stride + c;
            const __m512 first = _mm512_maskz_loadu_ps(mask, at);
            const __m512 second = _mm512_maskz_loadu_ps(mask2, at + stride);
            const __m512i low = _mm512_maskz_cvtepu16_epi32(
                all, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(first)));
            const __m512i high = _mm512_maskz_cvtepu16_epi32(
                all, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(second)));
            _mm512_storeu_si512(
                out + c, _mm512_or_si512(low, _mm512_maskz_slli_epi32(all, high, 16)));
        }
    }
}

void packRight(const MatrixView& right, Depth depth, std::int64_t column, std::int64_t columns,
    std::uint32_t* out)
{
    for (std::int64_t panel = 0; panel < columns;
         panel += tileColumns, out += tileColumns * depth.pairs())
    {
        const std::int64_t count = std::min(tileColumns, columns - panel);
        const float* from =
            right.data + depth.first * right.rowStride + (column + panel) * right.columnStride;
        if (right.columnStride == 1) {
            packColumns(from, right.rowStride, count, depth, out);
            continue;
        }
        for (std::int64_t c = 0; c < tileColumns; ++c) {
            for (std::int64_t i = 0; i < depth.pairs(); ++i) {
                const float* first = from + c * right.columnStride + 2 * i * right.rowStride;
                const bool hasSecond = 2 * i + 1 < depth.count;
                out[i * tileColumns + c] =
                    c < count ? pairOf(*first, hasSecond ? first[right.rowStride] : 0.0F) : 0;
            }
        }
    }
}

TARGET_BF16 void multiplyTile(const std::uint32_t* left, const std::uint32_t* right,
    std::int64_t pairs, Target out, Write write, std::int64_t rows, std::int64_t columns)
{
    __m512 sums[tileRows][tileVectors];
    for (auto& row : sums) {
        for (auto& sum : row) {
            sum = _mm512_setzero_ps();
        }
    }
    for (std::int64_t i = 0; i < pairs; ++i, left += tileRows, right += tileColumns) {
        __m512bh values[tileVectors];
        for (std::int64_t v = 0; v < tileVectors; ++v) {
            values[v] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(right + v * lanes));
        }
        for (std::int64_t r = 0; r < tileRows; ++r) {
            const auto pair =
                reinterpret_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(left[r])));
            for (std::int64_t v = 0; v < tileVectors; ++v) {
                sums[r][v] = _mm512_dpbf16_ps(sums[r][v], pair, values[v]);
            }
        }
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t v = 0; v < tileVectors && v * lanes < columns; ++v) {
            const std::int64_t left16 = std::min(columns - v * lanes, lanes);
            const auto mask = static_cast<__mmask16>((1U << static_cast<unsigned>(left16)) - 1U);
            float* to = out.data + r * out.rowStride + v * lanes;
            const __m512 sum = write == Write::Add
                ? _mm512_add_ps(sums[r][v], _mm512_maskz_loadu_ps(mask, to))
                : sums[r][v];
            _mm512_mask_storeu_ps(to, mask, sum);
        }
    }
}

void multiplyBlock(const std::uint32_t* left, const std::uint32_t* right, std::int64_t rows,
    std::int64_t columns, std::int64_t pairs, Target out, Write write)
{
    for (std::int64_t c = 0; c < columns; c += tileColumns) {
        for (std::int64_t r = 0; r < rows; r += tileRows) {
            multiplyTile(left + r * pairs, right + c * pairs, pairs,
                {out.data + r * out.rowStride + c, out.rowStride}, write,
                std::min(tileRows, rows - r), std::min(tileColumns, columns - c));
        }
    }
}

std::uint32_t* words(std::vector<float>& buffer, std::int64_t count)
{
    if (buffer.size() < static_cast<std::size_t>(count) + lanes) {
        buffer.resize(static_cast<std::size_t>(count) + lanes);
    }
    const auto address = reinterpret_cast<std::uintptr_t>(buffer.data());
    return reinterpret_cast<std::uint32_t*>(address + (64 - address % 64) % 64);
}

} // namespace

bool hasBf16Products()
{
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl");
}

void multiplyBf16(
    const MatrixView& left, const MatrixView& right, Target out, Write write, PackBuffers& buffers)
{
    const std::int64_t pairsMax = (std::min(blockDepth, left.columns) + 1) / 2;
    std::uint32_t* leftPacked = words(buffers.left, (blockRows + tileRows) * pairsMax);
    std::uint32_t* rightPacked =
        words(buffers.right, (std::min(blockColumns, right.columns) + tileColumns) * pairsMax);
    for (std::int64_t column = 0; column < right.columns; column += blockColumns) {
        const std::int64_t columns = std::min(blockColumns, right.columns - column);
        for (std::int64_t k = 0; k < left.columns; k += blockDepth) {
            const Depth depth{k, std::min(blockDepth, left.columns - k)};
            packRight(right, depth, column, columns, rightPacked);
            for (std::int64_t row = 0; row < left.rows; row += blockRows) {
                const std::int64_t rows = std::min(blockRows, left.rows - row);
                packLeft(left, row, rows, depth, leftPacked);
                multiplyBlock(leftPacked, rightPacked, rows, columns, depth.pairs(),
                    {out.data + row * out.rowStride + column, out.rowStride},
                    k == 0 ? write : Write::Add);
            }
        }
    }
}

} // namespace train

#else

namespace train {

bool hasBf16Products()
{
    return false;
}

void multiplyBf16(
    const MatrixView& left, const MatrixView& right, Target out, Write write, PackBuffers& buffers)
{
    bestKernels().multiply(left, right, out, write, buffers);
}

} // namespace train

#endif
