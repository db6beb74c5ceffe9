// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/batch_maker.h"

#include "resources/models/train/trainer/random_stream.h"

#include <numeric>
#include <utility>

namespace train {

void appendSample(Pack& pack, const TokenSample& sample, float promptWeight)
{
    if (pack.begins.empty()) {
        pack.begins.push_back(0);
    }
    for (std::size_t i = 0; i < sample.ids.size(); ++i) {
        const bool isLast = i + 1 == sample.ids.size();
        const auto use = isLast ? TokenUse::Forced : TokenUse{sample.uses[i + 1]};
        pack.ids.push_back(sample.ids[i]);
        pack.isAnswer.push_back(use == TokenUse::Learnt);
        pack.weights.push_back(use == TokenUse::Learnt ? 1.0F
                : use == TokenUse::Read                ? promptWeight
                                                       : 0.0F);
    }
    pack.begins.push_back(pack.tokens());
}

BatchMaker::BatchMaker(const TokenCorpus& corpus, BatchOptions options, BatchCursor cursor)
    : m_corpus(corpus)
    , m_options(options)
    , m_cursor(cursor)
    , m_order(corpus.samples())
{
    shuffle();
}

void BatchMaker::shuffle()
{
    std::iota(m_order.begin(), m_order.end(), 0U);
    RandomStream random(m_options.seed * 0xD1342543DE82EF95U + m_cursor.epoch);
    for (std::size_t i = m_order.size(); i > 1; --i) {
        std::swap(m_order[i - 1], m_order[random.next() % i]);
    }
}

void BatchMaker::advance()
{
    if (++m_cursor.position == m_order.size()) {
        m_cursor = {m_cursor.epoch + 1, 0};
        shuffle();
    }
}

std::vector<Pack> BatchMaker::next()
{
    std::vector<Pack> packs(static_cast<std::size_t>(m_options.packs));
    for (Pack& pack : packs) {
        for (;;) {
            const TokenSample sample = m_corpus.sample(upcoming());
            const auto length = static_cast<std::int64_t>(sample.ids.size());
            if (pack.tokens() > 0 && pack.tokens() + length > m_options.packTokens) {
                break;
            }
            RandomStream chance(upcoming());
            const bool reads = chance.next() % m_options.promptEvery == 0;
            appendSample(pack, sample, reads ? static_cast<float>(m_options.promptWeight) : 0.0F);
            advance();
        }
    }
    return packs;
}

} // namespace train
