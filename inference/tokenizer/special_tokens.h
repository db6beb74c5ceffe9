// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/vocabulary.h"

#include <array>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inference {

/// Finds tokens that are taken whole out of a text before the rest is tokenised: user-defined ones
/// always, control ones only when asked for. The leftmost match wins, of those the longest.
/// Holds views into the vocabulary, which must outlive it and stay where it is.
class SpecialTokenFinder {
public:
    explicit SpecialTokenFinder(const Vocabulary& vocabulary);

    /// Calls `onText` with each stretch between special tokens (never empty) and `onToken` with
    /// each special token, in order.
    void split(std::string_view text, SpecialTokens special,
        const std::function<void(std::string_view)>& onText,
        const std::function<void(TokenId)>& onToken) const;

private:
    struct Match {
        TokenId id = -1;
        std::size_t length = 0;
    };
    [[nodiscard]] Match matchAt(std::string_view text, SpecialTokens special) const;

    const Vocabulary& m_vocabulary;
    std::unordered_map<std::string_view, TokenId> m_tokens;
    /// Lengths of the tokens that begin with a byte, longest first.
    std::array<std::vector<std::size_t>, 256> m_lengths;
};

} // namespace inference
