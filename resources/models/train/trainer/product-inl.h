// SPDX-License-Identifier: Apache-2.0
// Matrix products: both sides are packed in panels that the inner loop reads in order; the inner
// loop keeps a tile of 6 rows by 4 (AVX-512) or 2 vectors in registers.
#if defined(HOLDFAST_TRAIN_PRODUCT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_TRAIN_PRODUCT_INL_H
#undef HOLDFAST_TRAIN_PRODUCT_INL_H
#else
#define HOLDFAST_TRAIN_PRODUCT_INL_H
#endif

#include "resources/models/train/trainer/kernels.h"

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace train {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using FloatVector = hn::Vec<FloatTag>;

constexpr std::int64_t tileRows = 6;
constexpr std::int64_t tileVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
// A left block of 96 x 256 and a right block of 256 x 512 lie in the second-level cache.
constexpr std::int64_t blockRows = 96;
constexpr std::int64_t blockDepth = 256;
constexpr std::int64_t blockColumns = 512;

HWY_INLINE std::int64_t tileColumns()
{
    return tileVectors * static_cast<std::int64_t>(hn::Lanes(FloatTag()));
}

/// Panels of tileRows rows: for each k the values of these rows, zeros below the last.
inline void packLeft(const MatrixView& left, std::int64_t row, std::int64_t rows, std::int64_t k,
    std::int64_t depth, float* out)
{
    for (std::int64_t panel = 0; panel < rows; panel += tileRows, out += tileRows * depth) {
        const std::int64_t count = std::min(tileRows, rows - panel);
        for (std::int64_t r = 0; r < tileRows; ++r) {
            const float* from =
                left.data + (row + panel + r) * left.rowStride + k * left.columnStride;
            for (std::int64_t i = 0; i < depth; ++i) {
                out[i * tileRows + r] = r < count ? from[i * left.columnStride] : 0.0F;
            }
        }
    }
}

/// Panels of tileColumns() columns: for each k the values of these columns, zeros behind the last.
inline void packRight(const MatrixView& right, std::int64_t k, std::int64_t depth,
    std::int64_t column, std::int64_t columns, float* out)
{
    const std::int64_t width = tileColumns();
    for (std::int64_t panel = 0; panel < columns; panel += width, out += width * depth) {
        const std::int64_t count = std::min(width, columns - panel);
        const float* from =
            right.data + k * right.rowStride + (column + panel) * right.columnStride;
        if (right.columnStride == 1) {
            for (std::int64_t i = 0; i < depth; ++i) {
                std::copy_n(from + i * right.rowStride, count, out + i * width);
                std::fill_n(out + i * width + count, width - count, 0.0F);
            }
            continue;
        }
        for (std::int64_t c = 0; c < width; ++c) {
            for (std::int64_t i = 0; i < depth; ++i) {
                out[i * width + c] =
                    c < count ? from[c * right.columnStride + i * right.rowStride] : 0.0F;
            }
        }
    }
}

/// out (+)= one panel of the left times one of the right.
HWY_INLINE void multiplyTile(
    const float* left, const float* right, std::int64_t depth, Target out, Write write)
{
    const FloatTag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    FloatVector sums[tileRows][tileVectors];
    for (auto& row : sums) {
        for (auto& sum : row) {
            sum = hn::Zero(tag);
        }
    }
    for (std::int64_t i = 0; i < depth; ++i, left += tileRows, right += tileVectors * lanes) {
        FloatVector columns[tileVectors];
        for (std::int64_t v = 0; v < tileVectors; ++v) {
            columns[v] = hn::Load(tag, right + v * lanes);
        }
        for (std::int64_t r = 0; r < tileRows; ++r) {
            const FloatVector value = hn::Set(tag, left[r]);
            for (std::int64_t v = 0; v < tileVectors; ++v) {
                sums[r][v] = hn::MulAdd(value, columns[v], sums[r][v]);
            }
        }
    }
    for (std::int64_t r = 0; r < tileRows; ++r) {
        for (std::int64_t v = 0; v < tileVectors; ++v) {
            float* to = out.data + r * out.rowStride + v * lanes;
            const FloatVector sum =
                write == Write::Add ? hn::Add(sums[r][v], hn::LoadU(tag, to)) : sums[r][v];
            hn::StoreU(sum, tag, to);
        }
    }
}

/// A tile at the edge: computed whole beside the matrix, of which only a part is stored.
inline void multiplyEdge(const float* left, const float* right, std::int64_t depth, Target out,
    Write write, std::int64_t rows, std::int64_t columns)
{
    HWY_ALIGN float tile[tileRows * tileVectors * 16];
    const std::int64_t width = tileColumns();
    multiplyTile(left, right, depth, {tile, width}, Write::Replace);
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t c = 0; c < columns; ++c) {
            float& to = out.data[r * out.rowStride + c];
            to = write == Write::Add ? to + tile[r * width + c] : tile[r * width + c];
        }
    }
}

inline void multiplyBlock(const float* leftPacked, const float* rightPacked, std::int64_t rows,
    std::int64_t columns, std::int64_t depth, Target out, Write write)
{
    const std::int64_t width = tileColumns();
    for (std::int64_t c = 0; c < columns; c += width) {
        for (std::int64_t r = 0; r < rows; r += tileRows) {
            const Target to{out.data + r * out.rowStride + c, out.rowStride};
            const float* left = leftPacked + r * depth;
            const float* right = rightPacked + c * depth;
            const std::int64_t rowsHere = std::min(tileRows, rows - r);
            const std::int64_t columnsHere = std::min(width, columns - c);
            if (rowsHere == tileRows && columnsHere == width) {
                multiplyTile(left, right, depth, to, write);
            } else {
                multiplyEdge(left, right, depth, to, write, rowsHere, columnsHere);
            }
        }
    }
}

inline float* aligned(std::vector<float>& buffer, std::int64_t count)
{
    constexpr std::size_t lineFloats = 16;
    if (buffer.size() < static_cast<std::size_t>(count) + lineFloats) {
        buffer.resize(static_cast<std::size_t>(count) + lineFloats);
    }
    const auto address = reinterpret_cast<std::uintptr_t>(buffer.data());
    return buffer.data() + ((64 - address % 64) % 64) / sizeof(float);
}

inline void multiply(
    const MatrixView& left, const MatrixView& right, Target out, Write write, PackBuffers& buffers)
{
    const std::int64_t width = tileColumns();
    const std::int64_t depthMax = std::min(blockDepth, left.columns);
    float* leftPacked = aligned(buffers.left, (blockRows + tileRows) * depthMax);
    float* rightPacked =
        aligned(buffers.right, (std::min(blockColumns, right.columns) + width) * depthMax);
    for (std::int64_t column = 0; column < right.columns; column += blockColumns) {
        const std::int64_t columns = std::min(blockColumns, right.columns - column);
        for (std::int64_t k = 0; k < left.columns; k += blockDepth) {
            const std::int64_t depth = std::min(blockDepth, left.columns - k);
            const Write how = k == 0 ? write : Write::Add;
            packRight(right, k, depth, column, columns, rightPacked);
            for (std::int64_t row = 0; row < left.rows; row += blockRows) {
                const std::int64_t rows = std::min(blockRows, left.rows - row);
                packLeft(left, row, rows, k, depth, leftPacked);
                const Target to{out.data + row * out.rowStride + column, out.rowStride};
                multiplyBlock(leftPacked, rightPacked, rows, columns, depth, to, how);
            }
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace train
HWY_AFTER_NAMESPACE();

#endif
