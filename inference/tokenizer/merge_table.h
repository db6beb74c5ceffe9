// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/vocabulary.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace inference {

/// Which two neighbouring tokens become which token, and how early. Open addressing, because it
/// is asked for every pair of neighbours in a text.
class MergeTable {
public:
    struct Merge {
        std::uint32_t rank = 0; ///< the smallest is merged first
        TokenId result = -1;
    };

    /// From the merges of a vocabulary whose parts are known to be tokens. A merge whose result
    /// is no token can never come out as one and is left out.
    explicit MergeTable(const Vocabulary& vocabulary);

    /// nullptr when the two are never merged.
    [[nodiscard]] const Merge* find(TokenId left, TokenId right) const;

private:
    struct Slot {
        std::uint64_t pair = 0;
        Merge merge;
        bool used = false;
    };
    [[nodiscard]] std::size_t slotOf(std::uint64_t pair) const;

    std::vector<Slot> m_slots; ///< a power of two, at least half of them free
    unsigned m_shift = 0;
};

} // namespace inference
