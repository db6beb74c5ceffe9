// SPDX-License-Identifier: Apache-2.0
// Packed weights times many tokens: rows are unpacked into panels first, then all tokens run over
// them.
//
// A panel holds `lanes` rows side by side: for each four columns one vector, in which row i has
// lane i, then a vector of scales and one of minimums for each group of columns that has its own. A
// token's digits of the same four columns are one number in all lanes.
#if defined(HOLDFAST_CPU_PACKED_PANELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_PACKED_PANELS_INL_H
#undef HOLDFAST_CPU_PACKED_PANELS_INL_H
#else
#define HOLDFAST_CPU_PACKED_PANELS_INL_H
#endif

#include "inference/cpu/simd/byte_dot-inl.h"
#include "inference/cpu/simd/packed_format-inl.h"
#include "inference/cpu/simd/packed_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

using PanelTag = hn::Rebind<std::int32_t, FloatTag>;
using PanelVector = hn::Vec<PanelTag>;
using PanelStepTag = hn::Repartition<std::uint8_t, PanelTag>;

// Whole sums and sums in floats fill the registers: 2 x 6 of each with 32, 1 x 4 with 16.
constexpr std::size_t panelsTogether = lanes >= 16 ? 2 : 1;
constexpr std::size_t panelTokensMax = lanes >= 16 ? 6 : 4;
constexpr std::size_t groupColumns = 4;
constexpr std::size_t halfGroups = FixedPointRows::sumColumns / groupColumns;

/// Where the numbers of one panel lie.
template <class Format>
struct Panel {
    std::uint8_t* steps;
    float* scales;
    float* minimums;

    /// The panel number `index` in the task's scratch, of which there are `panels`.
    HWY_INLINE Panel(const MatmulTask& task, std::size_t index, std::size_t panels)
    {
        const auto columns = static_cast<std::size_t>(task.columns);
        const std::size_t stepFloats = columns * lanes / sizeof(float);
        const std::size_t scaleFloats = columns / Format::scaleColumns * lanes;
        float* scalesOfAll = task.scratch + panels * stepFloats;
        void* from = task.scratch + index * stepFloats;
        steps = static_cast<std::uint8_t*>(from);
        scales = scalesOfAll + index * scaleFloats;
        minimums = scalesOfAll + (panels + index) * scaleFloats;
    }
};

/// Four rows' steps of a part become four lanes of its eight vectors in the panel.
template <class Format, std::size_t Column>
HWY_INLINE void unpackFour(const std::uint8_t* const* blocks, std::uint8_t* panel)
{
    const RowIntegerTag tag;
    const hn::CappedTag<std::int32_t, 4> half;
    constexpr std::size_t vectorBytes = lanes * groupColumns;
    RowIntegerVector rows[4];
    HWY_UNROLL(4)
    for (std::size_t r = 0; r < 4; ++r) {
        rows[r] = hn::BitCast(tag, Format::template steps<Column>(blocks[r]));
    }
    transposeFour(tag, rows);
    HWY_UNROLL(4)
    for (std::size_t g = 0; g < 4; ++g) {
        void* lower = panel + g * vectorBytes;
        void* upper = panel + (4 + g) * vectorBytes;
        hn::StoreU(hn::LowerHalf(half, rows[g]), half, static_cast<std::int32_t*>(lower));
        hn::StoreU(hn::UpperHalf(half, rows[g]), half, static_cast<std::int32_t*>(upper));
    }
}

/// `lanes` rows of the task from `row` on; rows beyond the last one repeat it.
template <class Format>
void unpackPanel(const MatmulTask& task, std::size_t row, const Panel<Format>& panel)
{
    constexpr std::size_t partBytes = partColumns * lanes;
    const auto lastRow = static_cast<std::size_t>(task.rows) - 1;
    const auto blocks = static_cast<std::size_t>(task.columns) / Format::blockColumns;
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::uint8_t* rows[lanes];
        const std::size_t firstScale = block * blockScales<Format> * lanes;
        for (std::size_t r = 0; r < lanes; ++r) {
            const auto existing = static_cast<std::int64_t>(std::min(row + r, lastRow));
            rows[r] = task.weights + existing * task.rowBytes
                + static_cast<std::int64_t>(block * Format::blockBytes);
            float scales[blockScales<Format>];
            float minimums[blockScales<Format>];
            Format::readScales(rows[r], scales, minimums);
            for (std::size_t i = 0; i < blockScales<Format>; ++i) {
                panel.scales[firstScale + i * lanes + r] = scales[i];
                if constexpr (Format::hasMinimums) {
                    panel.minimums[firstScale + i * lanes + r] = minimums[i];
                }
            }
        }
        std::uint8_t* steps = panel.steps + block * Format::blockColumns * lanes;
        forColumns<Format::blockColumns, partColumns>([&](auto column) {
            for (std::size_t r = 0; r < lanes; r += 4) {
                unpackFour<Format, column()>(
                    rows + r, steps + column() / partColumns * partBytes + r * groupColumns);
            }
        });
    }
}

/// Adds the products of `halfGroups` groups of columns with one kind of digits.
template <std::size_t Panels, std::size_t Tokens>
HWY_INLINE void addDigits(const std::uint8_t* const* steps, const std::int8_t* const* digits,
    std::size_t at, PanelVector* HWY_RESTRICT sums)
{
    const PanelTag tag;
    const hn::Repartition<std::int8_t, PanelTag> digitTag;
    HWY_UNROLL(4)
    for (std::size_t group = 0; group < halfGroups; ++group) {
        hn::Vec<PanelStepTag> weights[Panels];
        for (std::size_t p = 0; p < Panels; ++p) {
            weights[p] = hn::LoadU(PanelStepTag(), steps[p] + group * hn::MaxLanes(PanelStepTag()));
        }
        HWY_UNROLL(8)
        for (std::size_t t = 0; t < Tokens; ++t) {
            std::int32_t four = 0;
            std::memcpy(&four, digits[t] + at + group * groupColumns, sizeof four);
            const auto digit = hn::BitCast(digitTag, hn::Set(tag, four));
            HWY_UNROLL(2)
            for (std::size_t p = 0; p < Panels; ++p) {
                sums[t * Panels + p] = dotBytes(tag, sums[t * Panels + p], weights[p], digit);
            }
        }
    }
}

/// The tokens' digits of one part.
template <std::size_t Tokens>
struct PartDigits {
    const std::int8_t* digits[Tokens];
    HWY_INLINE PartDigits(const FixedPointRows& input, std::int64_t part)
    {
        HWY_UNROLL(8)
        for (std::size_t t = 0; t < Tokens; ++t) {
            digits[t] = input.from(static_cast<std::int64_t>(t)).digits
                + part * 2 * FixedPointRows::partColumns;
        }
    }
};

/// The columns of a part that share a scale, from Column on.
template <class Format, std::size_t Column, std::size_t Panels, std::size_t Tokens>
HWY_INLINE void addGroup(const Panel<Format>* panels, const FixedPointRows& input,
    std::int64_t part, const PartDigits<Tokens>& digits, FloatVector* HWY_RESTRICT sums)
{
    const std::size_t firstColumn = static_cast<std::size_t>(part) * partColumns;
    PanelVector totals[Panels * Tokens];
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Panels * Tokens; ++i) {
        totals[i] = hn::Zero(PanelTag());
    }
    const auto addAll = [&](std::size_t digit) HWY_ATTR {
        for (std::size_t at = Column; at < Column + Format::scaleColumns;
             at += FixedPointRows::sumColumns) {
            const std::uint8_t* steps[Panels];
            for (std::size_t p = 0; p < Panels; ++p) {
                steps[p] = panels[p].steps + (firstColumn + at) * lanes;
            }
            addDigits<Panels, Tokens>(steps, digits.digits, digit + at, totals);
        }
    };
    addAll(0);
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Panels * Tokens; ++i) {
        totals[i] = hn::ShiftLeft<8>(totals[i]);
    }
    addAll(partColumns);
    const std::size_t scale = (firstColumn + Column) / Format::scaleColumns * lanes;
    HWY_UNROLL(8)
    for (std::size_t t = 0; t < Tokens; ++t) {
        const FixedPointRows now = input.from(static_cast<std::int64_t>(t)).fromPart(part);
        HWY_UNROLL(2)
        for (std::size_t p = 0; p < Panels; ++p) {
            FloatVector& sum = sums[t * Panels + p];
            sum = addGroupSums<Format, Column>(FloatTag(), sum, totals[t * Panels + p], now,
                panels[p].scales + scale, panels[p].minimums + scale);
        }
    }
}

/// Panels times tokens: results[t * Panels + p].
template <class Format, std::size_t Panels, std::size_t Tokens>
HWY_NOINLINE void multiplyPanels(
    const Panel<Format>* panels, const FixedPointRows& input, FloatVector* HWY_RESTRICT results)
{
    FloatVector sums[Panels * Tokens];
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Panels * Tokens; ++i) {
        sums[i] = hn::Zero(FloatTag());
    }
    for (std::int64_t part = 0; part < input.parts; ++part) {
        const PartDigits<Tokens> digits(input, part);
        addGroup<Format, 0, Panels, Tokens>(panels, input, part, digits, sums);
        if constexpr (Format::scaleColumns < partColumns) {
            addGroup<Format, Format::scaleColumns, Panels, Tokens>(
                panels, input, part, digits, sums);
        }
    }
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Panels * Tokens; ++i) {
        results[i] = sums[i];
    }
}

/// At most panelTokensMax tokens from `token` on.
template <class Format, std::size_t Tokens = panelTokensMax>
void multiplyPanelTokens(const MatmulTask& task, const Panel<Format>* panels, std::size_t row,
    std::int64_t token, std::size_t tokens)
{
    if (tokens == Tokens) {
        FloatVector sums[panelsTogether * Tokens];
        multiplyPanels<Format, panelsTogether, Tokens>(panels, task.fixedInput.from(token), sums);
        for (std::size_t t = 0; t < Tokens; ++t) {
            for (std::size_t p = 0; p < panelsTogether; ++p) {
                if (row + p * lanes < static_cast<std::size_t>(task.rows)) {
                    writeRows(FloatTag(), task, row + p * lanes,
                        token + static_cast<std::int64_t>(t), sums[t * panelsTogether + p]);
                }
            }
        }
    } else if constexpr (Tokens > 1) {
        multiplyPanelTokens<Format, Tokens - 1>(task, panels, row, token, tokens);
    }
}

template <class Format>
void multiplyPackedMany(const MatmulTask& task)
{
    constexpr std::size_t together = panelsTogether * lanes;
    const auto rows = static_cast<std::size_t>(task.rows);
    const std::size_t panels = (rows + together - 1) / together * panelsTogether;
    for (std::size_t p = 0; p < panels; ++p) {
        unpackPanel<Format>(task, p * lanes, Panel<Format>(task, p, panels));
    }
    for (std::int64_t token = 0; token < task.tokens;
         token += static_cast<std::int64_t>(panelTokensMax))
    {
        const auto tokens = std::min(panelTokensMax, static_cast<std::size_t>(task.tokens - token));
        for (std::size_t p = 0; p < panels; p += panelsTogether) {
            const Panel<Format> both[2]{Panel<Format>(task, p, panels),
                Panel<Format>(task, p + panelsTogether - 1, panels)};
            multiplyPanelTokens<Format>(task, both, p * lanes, token, tokens);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
