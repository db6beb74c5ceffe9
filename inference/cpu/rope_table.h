// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/cpu/aligned_buffer.h"

#include <cstdint>
#include <vector>

namespace inference {

/// Cosines and sines of the rotary embedding, from double, for each position once. Grows with the
/// positions that are used, in pages that never move.
/// Thread rule: extendTo() while nobody reads.
class RopeTable {
public:
    static constexpr std::int64_t pagePositions = 256;

    /// `frequencies`: the angle of pair i at position p is p * frequencies[i].
    explicit RopeTable(std::vector<double> frequencies)
        : m_frequencies(std::move(frequencies))
    {
    }

    /// Makes positions below `positions` readable.
    core::Result<void> extendTo(std::int64_t positions);

    /// Dimensions that turn: two for each frequency.
    [[nodiscard]] std::int64_t dimensions() const
    {
        return 2 * static_cast<std::int64_t>(m_frequencies.size());
    }

    /// The cosine of each dimension, then the sine of each, negative for the first of a pair.
    [[nodiscard]] const float* at(std::int64_t position) const
    {
        return m_pages[static_cast<std::size_t>(position / pagePositions)].data()
            + position % pagePositions * 2 * dimensions();
    }

private:
    std::vector<double> m_frequencies;
    std::vector<AlignedBuffer<float>> m_pages;
};

} // namespace inference
