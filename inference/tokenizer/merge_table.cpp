// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/merge_table.h"

#include <algorithm>
#include <bit>

namespace inference {

namespace {

std::uint64_t pairOf(TokenId left, TokenId right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U)
        | static_cast<std::uint32_t>(right);
}

} // namespace

MergeTable::MergeTable(const Vocabulary& vocabulary)
{
    m_slots.resize(std::bit_ceil(std::max<std::size_t>(16, vocabulary.merges.size() * 2)));
    m_shift = 64U - static_cast<unsigned>(std::bit_width(m_slots.size()) - 1);
    std::string joined;
    for (std::size_t rank = 0; rank < vocabulary.merges.size(); ++rank) {
        const std::string_view line = vocabulary.merges[rank];
        const std::size_t space = line.find(' ', 1);
        joined.assign(line.substr(0, space));
        joined += line.substr(space + 1);
        const auto left = vocabulary.find(line.substr(0, space));
        const auto right = vocabulary.find(line.substr(space + 1));
        const auto result = vocabulary.find(joined);
        if (!left || !right || !result) {
            continue;
        }
        const std::uint64_t pair = pairOf(*left, *right);
        Slot& slot = m_slots[slotOf(pair)];
        if (!slot.used) {
            slot = {pair, {static_cast<std::uint32_t>(rank), *result}, true};
        }
    }
}

std::size_t MergeTable::slotOf(std::uint64_t pair) const
{
    std::size_t at = (pair * 0x9E3779B97F4A7C15U) >> m_shift;
    while (m_slots[at].used && m_slots[at].pair != pair) {
        at = (at + 1) & (m_slots.size() - 1);
    }
    return at;
}

const MergeTable::Merge* MergeTable::find(TokenId left, TokenId right) const
{
    const Slot& slot = m_slots[slotOf(pairOf(left, right))];
    return slot.used ? &slot.merge : nullptr;
}

} // namespace inference
