// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/grammar/grammar.h"
#include "inference/grammar/grammar_machine.h"
#include "inference/grammar/token_mask.h"
#include "inference/grammar/token_trie.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace inference {

/// A vocabulary as grammars see it. Immutable; any thread.
struct TokenAlphabet {
    /// Tokens that `endsAnswer` names may stand where the grammar may end and nowhere else.
    /// Borrows the tokenizer.
    TokenAlphabet(const Tokenizer& tokenizer, const std::function<bool(TokenId)>& endsAnswer);

    const Tokenizer& tokenizer;
    TokenTrie trie;
    std::vector<TokenId> endTokens;
    std::vector<std::pair<TokenId, std::string>> manyQuotes; ///< tokens with two quotes or more
};

/// A grammar over a vocabulary: which tokens can follow. What was found out is kept by state, so
/// that a state that comes again (inside a text it is nearly always the same) costs nothing.
/// Thread rule: one owner. Borrows the alphabet.
class TokenGrammar {
public:
    using StateId = GrammarMachine::StateId;

    TokenGrammar(Grammar grammar, const TokenAlphabet& alphabet);
    TokenGrammar(const TokenGrammar&) = delete;
    TokenGrammar& operator=(const TokenGrammar&) = delete;

    [[nodiscard]] const TokenAlphabet& alphabet() const { return m_alphabet; }
    [[nodiscard]] const Grammar& grammar() const { return m_grammar; }
    GrammarMachine& machine() { return m_machine; }

    /// The tokens whose bytes can follow, wherever rules begin and end inside them, and the end
    /// tokens where the text may end. Good until the next call. LimitReached (GrammarMachine).
    core::Result<const TokenMask*> mask(StateId state);

    /// Forgets what is known when it is too much; the state's number then changes.
    StateId makeRoom(StateId state);

private:
    void fill(TokenMask& mask, StateId state);

    const TokenAlphabet& m_alphabet;
    Grammar m_grammar;
    GrammarMachine m_machine;
    std::unordered_map<StateId, TokenMask> m_masks; ///< by likeness
    std::vector<StateId> m_walk; ///< the states above each depth of the tree
};

} // namespace inference
