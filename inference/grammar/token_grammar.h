// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/grammar/grammar.h"
#include "inference/grammar/grammar_machine.h"
#include "inference/grammar/token_mask.h"
#include "inference/grammar/token_trie.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace inference {

/// A vocabulary as grammars see it. Tokens that steer the model are no text and never follow; those
/// that end an answer may stand where the grammar may end and nowhere else, whatever they spell.
/// Immutable; any thread.
class TokenAlphabet {
public:
    /// `endsAnswer` tells the end tokens, `isMarker` by its spelling a control token that is text
    /// all the same, because the grammar knows it. Borrows the tokenizer.
    TokenAlphabet(const Tokenizer& tokenizer, std::function<bool(TokenId)> endsAnswer,
        std::function<bool(std::string_view)> isMarker = {});

    [[nodiscard]] const Tokenizer& tokenizer() const { return m_tokenizer; }
    [[nodiscard]] const TokenTrie& trie() const { return m_trie; }

    /// What a token stands for; empty for those that are no text.
    [[nodiscard]] std::string piece(TokenId id) const;

    [[nodiscard]] const std::vector<TokenId>& endTokens() const { return m_endTokens; }

    /// Tokens with two quotes or more, and their pieces.
    [[nodiscard]] const std::vector<std::pair<TokenId, std::string>>& manyQuotes() const
    {
        return m_manyQuotes;
    }

private:
    const Tokenizer& m_tokenizer;
    std::function<bool(TokenId)> m_endsAnswer;
    std::function<bool(std::string_view)> m_isMarker;
    TokenTrie m_trie;
    std::vector<TokenId> m_endTokens;
    std::vector<std::pair<TokenId, std::string>> m_manyQuotes;
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
