// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/grammar/token_grammar.h"
#include "inference/grammar/token_mask.h"
#include "inference/grammar/unique_keys.h"

#include <cstddef>
#include <vector>

namespace inference {

/// Keeps one answer to its grammar: says which tokens may come next, takes the one that was
/// chosen, and knows what must come without a choice.
/// Thread rule: one owner, which also owns the grammar. Borrows it.
class TokenMatcher {
public:
    explicit TokenMatcher(TokenGrammar& grammar);

    /// The tokens that may follow; never none. Good until the next call of this matcher or its
    /// grammar. LimitReached (GrammarMachine); Unsupported with E_GRAMMAR when the text may
    /// neither end nor go on with any token of the vocabulary.
    core::Result<const TokenMask*> allowed();

    /// Goes on by a token. InvalidInput when its bytes cannot follow.
    core::Result<void> accept(TokenId id);

    /// True when the text so far is a whole one.
    [[nodiscard]] bool mayEnd() const;

    /// True when it is a whole one and nothing can follow.
    [[nodiscard]] bool isOver() const;

    /// Tokens of the bytes that must follow, as far as there is one single way on; none when
    /// there is a choice. They need not be sampled and can be read in one pass. At most
    /// `tokensMax`. Does not go on by itself: accept() them.
    ///
    /// How the tokens are chosen: as the tokenizer itself writes these bytes (behind a line break
    /// when it would put a space before them, and with the longest tokens there are when even so
    /// its tokens spell something else). The last of them are left to the sampler when a token
    /// that begins with theirs reaches beyond what is forced (`":` may become `":"`): which of
    /// them the model would write is then its choice.
    core::Result<std::vector<TokenId>> forced(std::size_t tokensMax);

private:
    [[nodiscard]] std::vector<TokenId> spell(const std::string& bytes) const;
    [[nodiscard]] bool spellsExactly(const std::vector<TokenId>& ids, std::string_view bytes) const;
    [[nodiscard]] bool mayReachBeyond(std::string_view rest, GrammarMachine::StateId behind);

    TokenGrammar& m_grammar;
    GrammarMachine::StateId m_state;
    UniqueKeys m_keys;
    TokenMask m_mask; ///< when names had to be taken out of a kept one
};

} // namespace inference
