// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/token_matcher.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// The most bytes that are looked ahead for what is forced.
constexpr std::size_t forcedBytesMax = 4096;

} // namespace

TokenMatcher::TokenMatcher(TokenGrammar& grammar)
    : m_grammar(grammar)
    , m_state(grammar.machine().start())
    , m_mask(0)
{
}

bool TokenMatcher::mayEnd() const
{
    return m_grammar.machine().accepts(m_state);
}

bool TokenMatcher::isOver() const
{
    return mayEnd() && !m_grammar.machine().goesOn(m_state);
}

Result<const TokenMask*> TokenMatcher::allowed()
{
    TRY(m_grammar.machine().failure());
    m_state = m_grammar.makeRoom(m_state);
    const TokenMask* mask = TRY(m_grammar.mask(m_state));
    if (m_keys.isInObject()) {
        m_mask = *mask;
        m_keys.removeRepeating(
            m_mask, m_grammar.alphabet().trie(), m_grammar.alphabet().manyQuotes());
        mask = &m_mask;
    }
    if (mask->empty() && !mayEnd()) {
        return fail(core::Error{.code = ErrorCode::Unsupported,
            .message = "The model's tokenizer has no token with which the answer could go on in "
                       "its form. Choose another model or ask for another form.",
            .detail = "E_GRAMMAR"});
    }
    return mask;
}

Result<void> TokenMatcher::accept(TokenId id)
{
    const std::string piece = m_grammar.alphabet().piece(id);
    GrammarMachine& machine = m_grammar.machine();
    GrammarMachine::StateId state = m_state;
    UniqueKeys keys = m_keys;
    for (const char byte : piece) {
        if (machine.isOutside(state)) {
            keys = {}; // text around JSON, whose quotes mean nothing
        }
        if (m_grammar.grammar().needsUniqueKeys()) {
            keys.take({&byte, 1});
        }
        state = machine.next(state, static_cast<std::uint8_t>(byte));
    }
    TRY(m_grammar.machine().failure());
    if (state == GrammarMachine::dead || piece.empty()) {
        return fail(core::Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("Token {} cannot follow in the form of the answer.", id),
            .detail = "E_GRAMMAR"});
    }
    m_state = state;
    m_keys = std::move(keys);
    return {};
}

bool TokenMatcher::spellsExactly(const std::vector<TokenId>& ids, std::string_view bytes) const
{
    const TokenTrie& trie = m_grammar.alphabet().trie();
    for (const TokenId id : ids) {
        const std::string piece = m_grammar.alphabet().piece(id);
        const TokenTrie::NodeId node = trie.find(0, piece);
        const auto tokens = trie.tokens(node);
        if (!bytes.starts_with(piece)
            || std::find(tokens.begin(), tokens.end(), id) == tokens.end()) {
            return false;
        }
        bytes.remove_prefix(piece.size());
    }
    return bytes.empty();
}

std::vector<TokenId> TokenMatcher::spell(const std::string& bytes) const
{
    const Tokenizer& tokenizer = m_grammar.alphabet().tokenizer();
    std::vector<TokenId> ids;
    for (const SpecialTokens special : {SpecialTokens::Parse, SpecialTokens::AsText}) {
        ids = tokenizer.encode(bytes, special);
        if (spellsExactly(ids, bytes)) {
            return ids;
        }
    }
    ids = tokenizer.encode("\n" + bytes, SpecialTokens::AsText);
    while (!ids.empty()) {
        const std::string piece = m_grammar.alphabet().piece(ids.front());
        ids.erase(ids.begin());
        if (piece.ends_with('\n')) {
            break;
        }
    }
    if (spellsExactly(ids, bytes)) {
        return ids;
    }
    ids.clear();
    std::string_view rest = bytes;
    while (const auto match = m_grammar.alphabet().trie().longestMatch(rest)) {
        ids.push_back(match->id);
        rest.remove_prefix(match->length);
    }
    return ids;
}

bool TokenMatcher::mayReachBeyond(std::string_view rest, GrammarMachine::StateId behind)
{
    const TokenTrie& trie = m_grammar.alphabet().trie();
    const TokenTrie::NodeId node = trie.find(0, rest);
    if (node == 0) {
        return false;
    }
    for (TokenTrie::NodeId child = node + 1; child < trie.behind(node); child = trie.behind(child))
    {
        if (m_grammar.machine().next(behind, trie.byte(child)) != GrammarMachine::dead) {
            return true;
        }
    }
    return false;
}

Result<std::vector<TokenId>> TokenMatcher::forced(std::size_t tokensMax)
{
    GrammarMachine& machine = m_grammar.machine();
    std::string bytes;
    GrammarMachine::StateId behind = m_state;
    while (
        const auto byte = bytes.size() < forcedBytesMax ? machine.onlyByte(behind) : std::nullopt) {
        bytes += static_cast<char>(*byte);
        behind = machine.next(behind, *byte);
    }
    TRY(machine.failure());
    std::vector<TokenId> ids;
    if (bytes.empty()) {
        return ids;
    }
    ids = spell(bytes);
    std::string_view rest = bytes;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i == tokensMax || mayReachBeyond(rest, behind)) {
            ids.resize(i);
            break;
        }
        rest.remove_prefix(m_grammar.alphabet().piece(ids[i]).size());
    }
    return ids;
}

} // namespace inference
