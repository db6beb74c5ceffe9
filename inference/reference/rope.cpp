// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/rope.h"

#include <cmath>

namespace inference {

void rotate(std::span<double> heads, std::int64_t headSize, std::int64_t position,
    std::span<const double> frequency)
{
    const auto size = static_cast<std::size_t>(headSize);
    for (std::size_t i = 0; i < frequency.size(); ++i) {
        const double angle = static_cast<double>(position) * frequency[i];
        const double cosine = std::cos(angle);
        const double sine = std::sin(angle);
        for (std::size_t head = 0; head < heads.size(); head += size) {
            double& first = heads[head + 2 * i];
            double& second = heads[head + 2 * i + 1];
            const double x = first;
            const double y = second;
            first = x * cosine - y * sine;
            second = x * sine + y * cosine;
        }
    }
}

} // namespace inference
