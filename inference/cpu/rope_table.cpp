// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/rope_table.h"

#include <cmath>

namespace inference {

core::Result<void> RopeTable::extendTo(std::int64_t positions)
{
    const std::int64_t width = dimensions();
    while (static_cast<std::int64_t>(m_pages.size()) * pagePositions < positions) {
        const std::int64_t first = static_cast<std::int64_t>(m_pages.size()) * pagePositions;
        auto page = TRY(AlignedBuffer<float>::create(pagePositions * 2 * width, "rotary tables"));
        float* to = page.data();
        for (std::int64_t position = first; position < first + pagePositions; ++position) {
            for (const double frequency : m_frequencies) {
                const double angle = static_cast<double>(position) * frequency;
                const auto cosine = static_cast<float>(std::cos(angle));
                const auto sine = static_cast<float>(std::sin(angle));
                to[0] = cosine;
                to[1] = cosine;
                to[width] = -sine;
                to[width + 1] = sine;
                to += 2;
            }
            to += width;
        }
        m_pages.push_back(std::move(page));
    }
    return {};
}

} // namespace inference
