// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// Which tokens of a vocabulary are allowed: one bit each, 32 in a word, the lowest bit first.
class TokenMask {
public:
    explicit TokenMask(std::size_t tokens)
        : m_words((tokens + 31) / 32, 0)
    {
    }

    void set(std::int32_t id) { m_words[static_cast<std::size_t>(id) / 32] |= bit(id); }
    void clear(std::int32_t id) { m_words[static_cast<std::size_t>(id) / 32] &= ~bit(id); }
    /// False outside the vocabulary.
    [[nodiscard]] bool contains(std::int32_t id) const
    {
        const std::size_t word = static_cast<std::size_t>(id) / 32;
        return id >= 0 && word < m_words.size() && (m_words[word] & bit(id)) != 0;
    }
    [[nodiscard]] bool empty() const
    {
        for (const std::uint32_t word : m_words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] const std::vector<std::uint32_t>& words() const { return m_words; }

    bool operator==(const TokenMask&) const = default;

private:
    static std::uint32_t bit(std::int32_t id)
    {
        return 1U << (static_cast<std::uint32_t>(id) % 32);
    }

    std::vector<std::uint32_t> m_words;
};

/// Makes the logits of all tokens that are not allowed -infinity, those behind the vocabulary too.
void keepAllowed(std::span<float> logits, const TokenMask& mask);

} // namespace inference
