// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/classed_tokens.h"

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inference {

/// What a pool may hold; the least recently used sequence goes first.
struct SequenceLimits {
    std::size_t sequencesMax = 16;
    std::int64_t bytesMax = std::int64_t{1} << 62;
};

/// The context of one session as the device holds it.
struct Sequence {
    std::string key; ///< whose it is
    std::vector<TokenId> tokens; ///< of the positions in the cache
    std::vector<NumericClass> classes; ///< of them; none where the model has one class
    std::unique_ptr<KvCache> cache;
    std::uint64_t lastUsed = 0;

    /// Says what the positions in the cache are of.
    void holds(const ClassedTokens& positions)
    {
        tokens.assign(positions.tokens.begin(), positions.tokens.end());
        classes.assign(positions.classes.begin(), positions.classes.end());
    }
    [[nodiscard]] ClassedTokens positions() const { return {tokens, classes}; }
};

/// Keys and values of the sessions that were used lately. Token ids decide what can be used
/// again, never names alone: a session whose words changed keeps what is still true, and a fork
/// takes over what it shares with any other session.
/// Thread rule: one owner.
class SequencePool {
public:
    /// Each sequence may hold `capacity` positions.
    SequencePool(LoadedModel& model, std::int64_t capacity, KvType type, SequenceLimits limits)
        : m_model(model)
        , m_hasClasses(model.hasDecodeClass())
        , m_capacity(capacity)
        , m_type(type)
        , m_limits(limits)
    {
    }

    /// The session's sequence, holding the longest part of `prompt` that any sequence holds, but
    /// never its last token, whose logits are wanted. The reference is good until the next call.
    /// Sequences that were used longer ago make room for all of the prompt.
    core::Result<Sequence*> acquire(const std::string& key, const ClassedTokens& prompt);

    /// Makes a sequence agree with its cache again, after a call that may have broken off. What
    /// nobody named the class of was generated.
    void settle(Sequence& sequence) const;

    /// Forgets everything, as when the weights turn out to have changed.
    void clear() { m_sequences.clear(); }

    [[nodiscard]] std::size_t size() const { return m_sequences.size(); }

private:
    [[nodiscard]] Sequence* find(const std::string& key);
    [[nodiscard]] Sequence* longestPrefix(const ClassedTokens& prompt);
    void makeRoom(const Sequence& own, std::int64_t positions);
    void truncate(Sequence& sequence, std::int64_t length) const;
    core::Result<Sequence*> create(const std::string& key);
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] std::list<Sequence>::iterator leastRecentlyUsed();

    LoadedModel& m_model;
    bool m_hasClasses;
    std::int64_t m_capacity;
    KvType m_type;
    SequenceLimits m_limits;
    std::list<Sequence> m_sequences; ///< a list, so that sequences stay where they are
    std::uint64_t m_uses = 0;
};

} // namespace inference
