// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/plan/llama_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// In which order rows and blocks lie, by the shape of the kernels that read them.
enum class PackedOrder {
    Rows, ///< one row after the other
    Groups, ///< groups of 64 rows, so that 8 lanes with 8 rows each read side by side
};

/// How two matrices of one format become one.
enum class RowJoin {
    Stack, ///< the rows of one, then those of the next
    Alternate, ///< a row of the first, a row of the second, and so on
};

/// Columns of one row that the kernels take at once, and columns that share a super scale.
constexpr std::int64_t blockColumns = 32;
constexpr std::int64_t superColumns = 256;
/// Rows are filled up with zeros to groups of as many.
constexpr std::int64_t groupRows = 64;
/// Kernels read weights in words of 16 bytes.
constexpr std::int64_t wordBytes = 16;

/// A weight matrix as the kernels want it: three planes, one behind the other, each in the same
/// order of rows and blocks.
///   numbers: per row and block `blockWords` words. F32, F16 and BF16 as they are; 4-bit numbers in
///            the order of columns, the lowest bits first; all others as bytes without sign (Q8_0
///            plus 128; Q5_K and Q6_K keep 5 and 6 bits of them).
///   scales:  16 bits per row and block. Q8_0, Q4_0: the scale as a half. Q4_K, Q5_K: scale and
///            offset of the block, a byte each. Q6_K: the scales of both halves, a byte each.
///   supers:  32 bits per row and 256 columns: scale and offset of the K formats as halves.
/// Formats: the struct definitions in ggml-common.h, as facts.
class WeightPacking {
public:
    /// All sources are of one type and number of columns; Alternate takes two of as many rows.
    WeightPacking(std::vector<WeightView> sources, RowJoin join, PackedOrder order);

    [[nodiscard]] TensorType type() const { return m_sources.front().type; }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] std::int64_t columns() const { return m_sources.front().columns; }
    [[nodiscard]] std::int64_t blocks() const { return m_blocks; } ///< in a row

    /// Bytes of a group of 64 rows in each plane; 0 when the format has none.
    [[nodiscard]] std::int64_t numberBytes() const;
    [[nodiscard]] std::int64_t scaleBytes() const;
    [[nodiscard]] std::int64_t superBytes() const;
    [[nodiscard]] std::int64_t groupBytes() const
    {
        return numberBytes() + scaleBytes() + superBytes();
    }

    /// Writes one group's part of a plane: the 64 rows from `firstRow` on, with zeros for those
    /// behind the last. `out` is as long as the plane's bytes of a group.
    void packNumbers(std::int64_t firstRow, std::span<std::byte> out) const;
    void packScales(std::int64_t firstRow, std::span<std::byte> out) const;
    void packSupers(std::int64_t firstRow, std::span<std::byte> out) const;

    /// Whether this format can be packed.
    static bool supports(TensorType type);

private:
    [[nodiscard]] const std::uint8_t* row(std::int64_t index) const;

    /// Which of 64 rows stands at a place of the order: place / 8 for one lane's rows, place % 8
    /// for the lane in Groups, the row itself in Rows.
    [[nodiscard]] std::int64_t rowAt(std::int64_t place) const;

    template <class Unit, class Fill>
    void pack(
        std::int64_t firstRow, std::int64_t perRow, std::span<std::byte> out, Fill fill) const;

    std::vector<WeightView> m_sources;
    RowJoin m_join;
    PackedOrder m_order;
    std::int64_t m_rows = 0;
    std::int64_t m_blocks = 0;
};

} // namespace inference
