// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/sequence_pool.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

std::int64_t commonPrefix(const Sequence& sequence, const ClassedTokens& prompt)
{
    const auto& tokens = sequence.tokens;
    const auto same =
        std::mismatch(tokens.begin(), tokens.end(), prompt.tokens.begin(), prompt.tokens.end());
    const auto length = static_cast<std::size_t>(same.first - tokens.begin());
    for (std::size_t i = 0; i < std::min(length, sequence.classes.size()); ++i) {
        if (sequence.classes[i] != prompt.classOf(i)) {
            return static_cast<std::int64_t>(i);
        }
    }
    return static_cast<std::int64_t>(length);
}

} // namespace

void SequencePool::truncate(Sequence& sequence, std::int64_t length) const
{
    sequence.cache->truncate(length);
    settle(sequence);
}

void SequencePool::settle(Sequence& sequence) const
{
    const auto length = static_cast<std::size_t>(sequence.cache->length());
    sequence.tokens.resize(length);
    sequence.classes.resize(m_hasClasses ? length : 0, NumericClass::Decode);
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

Sequence* SequencePool::longestPrefix(const ClassedTokens& prompt)
{
    Sequence* best = nullptr;
    std::int64_t longest = 0;
    for (Sequence& sequence : m_sequences) {
        const std::int64_t length = commonPrefix(sequence, prompt);
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
        {.key = key, .tokens = {}, .classes = {}, .cache = TRY(std::move(cache)), .lastUsed = 0});
    return &m_sequences.back();
}

/// Sequences grow with their pages, so it is before a prompt is read that others have to go.
void SequencePool::makeRoom(const Sequence& own, std::int64_t positions)
{
    const std::int64_t pages = (positions + pagePositions - 1) / pagePositions;
    const std::int64_t wanted = pages * own.cache->pageBytes();
    std::int64_t bytes = std::max<std::int64_t>(wanted - own.cache->sizeBytes(), 0);
    for (const Sequence& sequence : m_sequences) {
        bytes += sequence.cache->sizeBytes();
    }
    while (bytes > m_limits.bytesMax && m_sequences.size() > 1) {
        const auto oldest = leastRecentlyUsed(); // never our own, which was used just now
        bytes -= oldest->cache->sizeBytes();
        m_sequences.erase(oldest);
    }
}

Result<Sequence*> SequencePool::acquire(const std::string& key, const ClassedTokens& prompt)
{
    const std::size_t all = prompt.tokens.size();
    const ClassedTokens reusable = prompt.first(all - (all == 0 ? 0 : 1));
    Sequence* best = longestPrefix(reusable);
    if (best != nullptr) {
        best->lastUsed = ++m_uses; // not the one to go when room is made
    }
    Sequence* own = find(key);
    if (own == nullptr) {
        own = TRY(create(key));
    }
    own->lastUsed = ++m_uses;
    std::int64_t shared = commonPrefix(*own, reusable);
    if (best != nullptr && best != own) {
        const std::int64_t theirs = commonPrefix(*best, reusable);
        // A device that cannot copy computes again what it has not got.
        if (theirs > shared && own->cache->copyFrom(*best->cache, theirs)) {
            own->holds(reusable.first(static_cast<std::size_t>(theirs)));
            shared = theirs;
        }
    }
    truncate(*own, shared);
    makeRoom(*own, static_cast<std::int64_t>(all));
    return own;
}

} // namespace inference
