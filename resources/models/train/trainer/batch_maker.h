// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/models/train/trainer/pack.h"
#include "resources/models/train/trainer/token_corpus.h"

#include <cstdint>
#include <vector>

namespace train {

struct BatchOptions {
    std::int64_t packs = 16; ///< of one step
    std::int64_t packTokens = 1024; ///< a longer sample is a pack by itself
    double promptWeight = 0.1; ///< of tokens that are read, against 1 of those that are learnt
    std::uint64_t promptEvery = 4; ///< only in one sample of so many
    std::uint64_t seed = 1; ///< of the order
};

/// Where in which passage through the corpus the next sample is.
struct BatchCursor {
    std::uint64_t epoch = 0;
    std::uint64_t position = 0;
};

/// Packs samples in a seeded order that is another one in each passage. The same cursor gives the
/// same packs. Thread rule: one owner.
class BatchMaker {
public:
    BatchMaker(const TokenCorpus& corpus, BatchOptions options, BatchCursor cursor);

    std::vector<Pack> next();
    [[nodiscard]] BatchCursor cursor() const { return m_cursor; }

private:
    void shuffle();
    [[nodiscard]] std::size_t upcoming() const { return m_order[m_cursor.position]; }
    void advance();

    const TokenCorpus& m_corpus;
    BatchOptions m_options;
    BatchCursor m_cursor;
    std::vector<std::uint32_t> m_order;
};

/// Appends a sample. Tokens that are read count `promptWeight`.
void appendSample(Pack& pack, const TokenSample& sample, float promptWeight);

} // namespace train
