// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/token_grammar.h"

#include "inference/grammar/grammar_limits.h"

#include <algorithm>

namespace inference {

namespace {

/// What kept masks may take; beyond that they are made anew.
constexpr std::size_t maskBytesMax = std::size_t{32} * 1024 * 1024;

} // namespace

TokenAlphabet::TokenAlphabet(const Tokenizer& words, std::function<bool(TokenId)> endsAnswer,
    std::function<bool(std::string_view)> isMarker)
    : m_tokenizer(words)
    , m_endsAnswer(std::move(endsAnswer))
    , m_isMarker(std::move(isMarker))
    , m_trie(words.vocabularySize(), [this](TokenId id) { return piece(id); })
{
    for (TokenId id = 0; id < words.vocabularySize(); ++id) {
        if (m_endsAnswer(id)) {
            m_endTokens.push_back(id);
        }
    }
    for (const TokenId id : m_trie.tokensBelow(0)) {
        std::string bytes = piece(id);
        if (std::count(bytes.begin(), bytes.end(), '"') >= 2) {
            m_manyQuotes.emplace_back(id, std::move(bytes));
        }
    }
}

std::string TokenAlphabet::piece(TokenId id) const
{
    if (m_endsAnswer(id) || m_tokenizer.isEndOfText(id)) {
        return {};
    }
    if (m_tokenizer.isControl(id)) {
        const std::string_view spelling = m_tokenizer.tokenText(id);
        return m_isMarker && m_isMarker(spelling) ? std::string(spelling) : std::string();
    }
    return m_tokenizer.piece(id);
}

TokenGrammar::TokenGrammar(Grammar grammar, const TokenAlphabet& alphabet)
    : m_alphabet(alphabet)
    , m_grammar(std::move(grammar))
    , m_machine(m_grammar)
    , m_walk(alphabet.trie().longestToken() + 1, GrammarMachine::dead)
{
}

/// Walks through the tree of tokens and the states beside it; where a byte cannot follow, nothing
/// below it can.
void TokenGrammar::fill(TokenMask& mask, StateId state)
{
    const TokenTrie& trie = m_alphabet.trie();
    m_walk[0] = state;
    for (TokenTrie::NodeId node = 1; node < trie.nodeCount();) {
        const std::uint16_t depth = trie.depth(node);
        const StateId next = m_machine.next(m_walk[depth - 1U], trie.byte(node));
        if (next == GrammarMachine::dead) {
            node = trie.behind(node);
            continue;
        }
        m_walk[depth] = next;
        for (const TokenId id : trie.tokens(node)) {
            mask.set(id);
        }
        ++node;
    }
    if (m_machine.accepts(state)) {
        for (const TokenId id : m_alphabet.endTokens()) {
            mask.set(id);
        }
    }
}

core::Result<const TokenMask*> TokenGrammar::mask(StateId state)
{
    const StateId like = m_machine.likeness(state);
    const auto known = m_masks.find(like);
    if (known != m_masks.end()) {
        return &known->second;
    }
    TokenMask mask(static_cast<std::size_t>(m_alphabet.trie().vocabularySize()));
    fill(mask, like);
    TRY(m_machine.failure());
    if ((m_masks.size() + 1) * mask.words().size() * sizeof(std::uint32_t) > maskBytesMax) {
        m_masks.clear();
    }
    return &m_masks.emplace(like, std::move(mask)).first->second;
}

TokenGrammar::StateId TokenGrammar::makeRoom(StateId state)
{
    if (m_machine.stateCount() <= limits::grammarStatesKept) {
        return state;
    }
    m_masks.clear();
    return m_machine.forgetAllBut(state);
}

} // namespace inference
