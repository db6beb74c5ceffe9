// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace train {

/// Whole samples side by side. Attention and positions stay inside a sample.
struct Pack {
    std::vector<std::int32_t> ids;
    /// How much it counts to foresee the token behind this one; 0 for the last of a sample.
    std::vector<float> weights;
    /// True where the token behind is an answer's, not a prompt's.
    std::vector<bool> isAnswer;
    std::vector<std::int64_t> begins; ///< of each sample, and the end of the last

    [[nodiscard]] std::int64_t tokens() const { return static_cast<std::int64_t>(ids.size()); }
    [[nodiscard]] std::int64_t samples() const
    {
        return static_cast<std::int64_t>(begins.size()) - 1;
    }
};

/// What a pass over packs found. Sums, so that passes can be added up.
struct Score {
    double loss = 0; ///< of tokens with a weight, times the weight
    double weight = 0;
    double answerLoss = 0; ///< of the answers' tokens alone
    std::int64_t answerTokens = 0;
    std::int64_t answerHits = 0; ///< foreseen as the likeliest
    std::int64_t samples = 0;
    std::int64_t samplesWhole = 0; ///< with every token of every answer a hit

    void add(const Score& other);
};

} // namespace train
