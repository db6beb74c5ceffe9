// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/sequence_pool.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

std::int64_t commonPrefix(std::span<const TokenId> a, std::span<const TokenId> b)
{
    return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

void truncate(Sequence& sequence, std::int64_t length)
{
    sequence.cache->truncate(length);
    SequencePool::settle(sequence);
}

} // namespace

void SequencePool::settle(Sequence& sequence)
{
    sequence.tokens.resize(static_cast<std::size_t>(sequence.cache->length()));
}

Sequence* SequencePool::find(const std::string& key)
{
    for (Sequence& sequence : m_sequences) {
        if (sequence.key == key) {
            return &sequence;
        }
    }
    return nullptr;
}

Sequence* SequencePool::longestPrefix(std::span<const TokenId> prompt)
{
    Sequence* best = nullptr;
    std::int64_t longest = 0;
    for (Sequence& sequence : m_sequences) {
        const std::int64_t length = commonPrefix(sequence.tokens, prompt);
        if (length > longest) {
            longest = length;
            best = &sequence;
        }
    }
    return best;
}

std::list<Sequence>::iterator SequencePool::leastRecentlyUsed()
{
    return std::min_element(m_sequences.begin(), m_sequences.end(),
        [](const Sequence& a, const Sequence& b) { return a.lastUsed < b.lastUsed; });
}

bool SequencePool::isFull() const
{
    std::int64_t bytes = 0;
    std::int64_t largest = 0;
    for (const Sequence& sequence : m_sequences) {
        bytes += sequence.cache->sizeBytes();
        largest = std::max(largest, sequence.cache->sizeBytes());
    }
    return m_sequences.size() >= m_limits.sequencesMax || bytes + largest > m_limits.bytesMax;
}

Result<Sequence*> SequencePool::create(const std::string& key)
{
    if (!m_sequences.empty() && isFull()) {
        const auto oldest = leastRecentlyUsed(); // its memory is used again, and what it holds too
        oldest->key = key;
        return &*oldest;
    }
    auto cache = m_model.createCache(m_capacity, m_type);
    if (!cache && cache.error().code == core::ErrorCode::OutOfMemory && !m_sequences.empty()) {
        const auto oldest = leastRecentlyUsed();
        oldest->key = key;
        return &*oldest;
    }
    m_sequences.push_back(
        {.key = key, .tokens = {}, .cache = TRY(std::move(cache)), .lastUsed = 0});
    return &m_sequences.back();
}

Result<Sequence*> SequencePool::acquire(const std::string& key, std::span<const TokenId> prompt)
{
    const auto reusable = prompt.first(prompt.size() - (prompt.empty() ? 0 : 1));
    Sequence* best = longestPrefix(reusable);
    if (best != nullptr) {
        best->lastUsed = ++m_uses; // not the one to go when room is made
    }
    Sequence* own = find(key);
    if (own == nullptr) {
        own = TRY(create(key));
    }
    own->lastUsed = ++m_uses;
    std::int64_t shared = commonPrefix(own->tokens, reusable);
    if (best != nullptr && best != own) {
        const std::int64_t theirs = commonPrefix(best->tokens, reusable);
        // A device that cannot copy computes again what it has not got.
        if (theirs > shared && own->cache->copyFrom(*best->cache, theirs)) {
            own->tokens.assign(reusable.begin(), reusable.begin() + theirs);
            shared = theirs;
        }
    }
    truncate(*own, shared);
    return own;
}

} // namespace inference
