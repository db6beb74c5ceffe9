// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/token_mask.h"

#include <algorithm>
#include <limits>

namespace inference {

void keepAllowed(std::span<float> logits, const TokenMask& mask)
{
    constexpr float never = -std::numeric_limits<float>::infinity();
    constexpr std::uint32_t allAllowed = 0xFFFFFFFFU;
    const std::vector<std::uint32_t>& words = mask.words();
    for (std::size_t first = 0; first < logits.size(); first += 32) {
        const std::uint32_t word = first / 32 < words.size() ? words[first / 32] : 0;
        const std::size_t count = std::min<std::size_t>(32, logits.size() - first);
        for (std::size_t i = 0; word != allAllowed && i < count; ++i) {
            logits[first + i] = (word >> i) & 1U ? logits[first + i] : never;
        }
    }
}

} // namespace inference
