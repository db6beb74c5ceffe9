// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/tokenizer.h"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inference {

/// The spellings that steer a model when a template writes them, and must be mere letters when
/// anybody else does: all control tokens, and of the user-defined ones those in brackets that stand
/// in the template or mean something in answers. Other user-defined tokens (spaces, tags of HTML)
/// are ordinary text.
/// Thread rule: immutable; any thread. Views into the tokenizer's vocabulary, which must outlive
/// it.
class MarkerSet {
public:
    struct Match {
        std::size_t begin = 0;
        std::size_t length = 0;
        TokenId id = -1;
    };

    MarkerSet(const Tokenizer& tokenizer, std::string_view chatTemplate);

    /// The marker that begins exactly at `at`, the longest of them.
    [[nodiscard]] std::optional<Match> matchAt(std::string_view text, std::size_t at) const;

    /// Whether a marker can begin with this byte.
    [[nodiscard]] bool mayBegin(char c) const
    {
        return !m_lengths[static_cast<unsigned char>(c)].empty();
    }

private:
    std::unordered_map<std::string_view, TokenId> m_markers;
    std::array<std::vector<std::size_t>, 256> m_lengths; ///< by first byte, longest first
};

} // namespace inference
